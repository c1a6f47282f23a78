import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { papersOf, wrongPapers } from './papers.mjs'

const root = resolve(import.meta.dirname, '../..')
for (const [path, text] of Object.entries(papersOf(root))) writeFileSync(join(root, path), text)
for (const line of wrongPapers(root)) process.stderr.write(`${line}\n`)
