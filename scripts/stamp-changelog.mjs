// Gives what is unreleased in CHANGELOG.md a version and a date. `npm version` calls it, with the version that it has just written into package.json.
// Usage: node scripts/stamp-changelog.mjs [VERSION] [DATE]
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stamped } from './package/changelog.mjs'

const file = join(import.meta.dirname, '..', 'CHANGELOG.md')
const [version = process.env.npm_package_version, date = new Date().toISOString().slice(0, 10)] =
  process.argv.slice(2)
if (version === undefined) throw new Error('name the version, or let npm version call this')
writeFileSync(file, stamped(readFileSync(file, 'utf8'), version, date))
