// Makes what a release consists of, from a clean checkout of the commit that is released: the npm tarball, the Debian package, what they are made of
// (an SBOM), the notes of this version, and the checksums of all. The same commit gives the same bytes, on every machine. Wants dpkg-deb.
// Usage: npm run release -- FOLDER
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { notesOf, unreleasedIn } from './package/changelog.mjs'

const root = join(import.meta.dirname, '..')
const [given] = process.argv.slice(2)
if (given === undefined) throw new Error('name the folder that the files go to: npm run release -- FOLDER')
const folder = resolve(given)
mkdirSync(folder, { recursive: true })
if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`)
if (run('git', 'status', '--porcelain', '--untracked-files=no') !== '')
  throw new Error('there are changes that are not committed: a release is what a commit holds')

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
const { date, text } = notesOf(changelog, version)
if (unreleasedIn(changelog) !== '')
  throw new Error('CHANGELOG.md has points that no version has: npm version gives them one')
run(process.execPath, 'scripts/lock.mjs', '--check')
run(process.execPath, 'scripts/build.mjs')
run('npm', 'pack', '--ignore-scripts', '--pack-destination', folder)
run(process.execPath, 'scripts/deb.mjs', folder)
writeFileSync(join(folder, `${name}-${version}.notes.md`), `# ${name} ${version}\n\n${date}\n\n${text}\n`)
writeFileSync(join(folder, `${name}-${version}.sbom.json`), `${JSON.stringify(billOfMaterials(), null, 2)}\n`)
writeFileSync(join(folder, 'SHA256SUMS'), checksums())
console.log(readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim())

function run(command, ...args) {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
}

/** npm's own, of the packages whose code is in the bundle; dated by the commit. */
function billOfMaterials() {
  const whole = JSON.parse(
    run('npm', 'sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'),
  )
  const inside = bundled()
  const isInside = (ref) => inside.has(ref) || ref === whole.metadata.component['bom-ref']
  const components = whole.components.filter((c) => isInside(c['bom-ref']))
  const lost = [...inside].filter((ref) => !components.some((c) => c['bom-ref'] === ref))
  if (lost.length > 0) throw new Error(`npm sbom does not know ${lost.join(', ')}`)
  const dependencies = whole.dependencies
    .filter((d) => isInside(d.ref))
    .map((d) => ({ ...d, dependsOn: (d.dependsOn ?? []).filter(isInside) }))
  const timestamp = new Date(Number(run('git', 'log', '-1', '--format=%ct')) * 1000).toISOString()
  const { serialNumber: _, ...rest } = whole
  // npm calls it after the folder that it lies in.
  const component = { ...whole.metadata.component, name }
  return { ...rest, metadata: { ...whole.metadata, timestamp, component }, components, dependencies }
}

/** `name@version` of every package in the bundle, as the notices of their licences have them. */
function bundled() {
  const notices = readFileSync(join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8')
  return new Set([...notices.matchAll(/^(@?[\w./-]+) (\d\S*) \([^)]*\)$/gm)].map(([, n, v]) => `${n}@${v}`))
}

function checksums() {
  const files = readdirSync(folder).toSorted()
  return files
    .map(
      (f) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, f)))
          .digest('hex')}  ${f}\n`,
    )
    .join('')
}
