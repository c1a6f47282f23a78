// Makes the Debian package of a built tree with dpkg-deb: program, page of manual, completions, units (none enabled), and what sets up the system user and
// /etc/linode-autoscale. The same commit gives the same bytes.
// Usage: npm run deb -- FOLDER
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { controlFile, debianFiles, LINKS, placeOf } from './package/debian-files.mjs'
import { unitTemplates } from './package/units.mjs'

const root = join(import.meta.dirname, '..')
const [given] = process.argv.slice(2)
if (given === undefined) throw new Error('name the folder that the package goes to: npm run deb -- FOLDER')
const { name, version, author } = JSON.parse(read('package.json'))
// Debian wants an address; .invalid says that there is none.
const maintainer = `${author} <authors@${name}.invalid>`
const bin = join(root, 'bin', `${name}.js`)
const work = mkdtempSync(join(tmpdir(), `${name}-`))
try {
  const tree = join(work, 'tree')
  for (const path of packed()) place(tree, path)
  for (const [path, text] of debianFiles({
    name,
    maintainer,
    read,
    run: (...args) => run(process.execPath, bin, ...args),
    units: unitTemplates(bin, `/usr/bin/${name}`),
  }))
    put(tree, path, text)
  for (const [path, to] of LINKS) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    symlinkSync(to, join(tree, path))
  }
  control(tree)
  mkdirSync(resolve(given), { recursive: true })
  const file = join(resolve(given), `${name}_${version}_all.deb`)
  run('dpkg-deb', '--build', '--root-owner-group', '-Zxz', tree, file)
  console.log(file)
} finally {
  rmSync(work, { recursive: true })
}

function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

function run(command, ...args) {
  const commit = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim()
  return execFileSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, SOURCE_DATE_EPOCH: commit },
  })
}

/** What npm packs, so that both packages hold the same program. */
function packed() {
  const [{ files }] = JSON.parse(run('npm', 'pack', '--dry-run', '--json', '--ignore-scripts'))
  return files.map(({ path }) => path)
}

function place(tree, path) {
  const at = placeOf(path)
  if (at !== null) put(tree, at, readFileSync(join(root, path)), path === `bin/${name}.js` ? 0o755 : 0o644)
}

function put(tree, path, bytes, mode = 0o644) {
  const at = join(tree, path)
  mkdirSync(dirname(at), { recursive: true })
  writeFileSync(at, bytes)
  chmodSync(at, mode)
}

function control(tree) {
  const parts = join(root, 'scripts', 'package', 'maintainer')
  const size = Math.ceil(sizeOf(tree) / 1024)
  const description = 'fleet of Linodes behind a NodeBalancer that follows its load'
  put(tree, 'DEBIAN/control', controlFile({ name, version, maintainer, description, size }))
  for (const part of readdirSync(parts).filter((each) => !each.endsWith('.md')))
    put(tree, `DEBIAN/${part}`, readFileSync(join(parts, part)), part === 'triggers' ? 0o644 : 0o755)
  put(tree, 'DEBIAN/md5sums', md5sums(tree))
}

function filesIn(tree) {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(tree.length + 1))
  return paths.filter((path) => !path.startsWith('DEBIAN/')).toSorted()
}

function sizeOf(tree) {
  return filesIn(tree).reduce((sum, path) => sum + statSync(join(tree, path)).size, 0)
}

function md5sums(tree) {
  return execFileSync('md5sum', filesIn(tree), { cwd: tree, encoding: 'utf8' })
}
