// After a change of dependencies: completes package-lock.json, and checks it. A registry may lack optional packages of other platforms: npm then
// drops them from the lock (and `npm ci` refuses it), or leaves them without an integrity. Both are mended here, from the registry or, where it
// lacks a package, from the lock of the last commit.
// Usage: npm run lock; npm run lock -- --check changes nothing, asks nobody, and ends with 1 when something is missing.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = process.env.LOCK_ROOT ?? join(import.meta.dirname, '..')
const file = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const isCheck = process.argv.includes('--check')

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
const incomplete = () =>
  Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.link && !isWhole(entry))
const isWhole = ({ integrity }) => /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')

/** Optional packages that another one names and that have no entry: what npm has dropped. */
function dropped() {
  return Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !placesFrom(path, name).some((place) => place in lock.packages))
      .map(([name, version]) => ({ parent: path, name, version })),
  )
}

/** Where Node would look for a package from another's folder. */
function placesFrom(path, name) {
  const parts = path === '' ? [] : path.split('/node_modules/')
  const folders = parts.map((_, i) => parts.slice(0, parts.length - i).join('/node_modules/'))
  return [...folders, ''].map((folder) => `${folder === '' ? '' : `${folder}/`}node_modules/${name}`)
}

/** The same packages of the last commit's lock; it may have none. */
function before() {
  const { status, stdout } = spawnSync('git', ['show', 'HEAD:package-lock.json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return status === 0 ? Object.values(namedIn(JSON.parse(stdout).packages)) : []
}

function namedIn(packages) {
  return Object.entries(packages).map(([path, entry]) => ({ name: nameOf(path), entry }))
}

/** What the registry says of one version; null where it has none. */
function asked(name, version) {
  const fields = ['dist.integrity', 'os', 'cpu', 'libc', 'engines', 'license']
  const { status, stdout } = spawnSync('npm', ['view', `${name}@${version}`, ...fields, '--json'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0 || stdout.trim() === '') return null
  const said = JSON.parse(stdout)
  const { 'dist.integrity': integrity, ...rest } = Array.isArray(said) ? said.at(-1) : said
  return { ...rest, integrity }
}

/** An entry as npm writes it, of what is known; the integrity is asked for last, since it is what may be missing. */
function entryOf(name, version, known) {
  const old = known.find((k) => k.name === name && k.entry.version === version && isWhole(k.entry))?.entry
  const said = old ?? asked(name, version)
  if (said === null || said === undefined) return null
  const { integrity, cpu, os, libc, engines, license } = said
  const more = { cpu, libc, license, os, engines }
  const list = Object.entries(more).filter(([, value]) => value !== undefined)
  return { version, integrity, dev: true, optional: true, ...Object.fromEntries(list) }
}

function complete() {
  const known = before()
  for (const { parent, name, version } of dropped()) {
    const entry = entryOf(name, version, known)
    const top = `node_modules/${name}`
    if (entry !== null) lock.packages[top in lock.packages ? `${parent}/node_modules/${name}` : top] = entry
  }
  for (const [path, entry] of incomplete()) {
    const { integrity } = entryOf(nameOf(path), entry.version, known) ?? {}
    if (integrity !== undefined) lock.packages[path] = { version: entry.version, integrity, ...entry }
  }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')),
  )
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}

if (!isCheck) complete()
const missing = [
  ...incomplete().map(([path, { version }]) => `${nameOf(path)} ${version} has no integrity`),
  ...dropped().map(({ parent, name }) => `${name}, which ${nameOf(parent)} names, has no entry`),
]
if (missing.length > 0) {
  console.error(
    `${missing.join('\n')}\npackage-lock.json is not whole: run "npm run lock" where the registry has these`,
  )
  process.exitCode = 1
} else
  console.log(
    `package-lock.json is whole: ${Object.keys(lock.packages).length - 1} packages, each with its integrity`,
  )
