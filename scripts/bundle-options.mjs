// How src/ is bundled, for the build and for whatever measures or checks it.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The project's folder. */
export const root = join(import.meta.dirname, '..')

// Client-side validation refuses legal requests and costs half the start-up; form-data serves uploads we never make.
const leftOut = /^(@linode\/validation(\/.*)?|form-data)$/
// commander starts programs beside itself, and there are none; chalk finds out about colours, and is told.
// axios' own ways to the network are not taken: src/wire is the one way, with its proxies and bounds.
const leftOutOf = [
  ['commander', 'node:child_process'],
  ['chalk', '#supports-color'],
  ['axios', './http.js'],
  ['axios', './xhr.js'],
  ['axios', './fetch.js'],
]

function isLeftOut(id, importer = '') {
  const isPart = ([name, part]) => id === part && importer.includes(`/node_modules/${name}/`)
  return leftOut.test(id) || leftOutOf.some(isPart)
}

const leaveOut = {
  name: 'leave-out',
  resolveId: (id, importer) =>
    isLeftOut(id, importer) ? { id: `\0left-out:${id}`, moduleSideEffects: false } : null,
  load: (id) =>
    id.startsWith('\0left-out:') ? readFileSync(join(root, 'scripts', 'left-out.cjs'), 'utf8') : null,
}

// Merely naming these loads Node's own fetch, with the WebAssembly that it parses HTTP with: 20 ms, and 10 GB of address space.
const UNTOUCHED = [
  ['/axios/lib/utils.js', "typeof G.FormData !== 'undefined' ? G.FormData : undefined", 'undefined'],
  ['/axios/lib/platform/node/index.js', "(typeof Blob !== 'undefined' && Blob) || null", 'null'],
]

const leaveUntouched = {
  name: 'leave-untouched',
  transform(code, id) {
    const touch = UNTOUCHED.find(([file]) => id.endsWith(file))
    if (touch === undefined) return null
    const [file, text, instead] = touch
    if (!code.includes(text))
      throw new Error(`${file} has changed: see whether it still touches globals of fetch`)
    return { code: code.replace(text, instead), map: null }
  },
}

// Each chunk costs a run half a millisecond: few of them, and nothing in them that most runs do without. What every command needs is in main;
// a mistake in a profile needs no more than `profile`, and the way to the network is in `cloud`, loaded when there is a token.
const room = (names) => new RegExp(`/src/(${names.join('|')})/`)
const packages = (names) => new RegExp(`/node_modules/(${names.join('|')})/`)
const either = (...patterns) => new RegExp(patterns.map(({ source }) => source).join('|'))

/** How rolldown cuts the program into chunks; what is left is one chunk for each command. */
export const chunks = {
  groups: [
    { name: 'base', tags: ['$initial'], priority: 4 },
    {
      name: 'profile',
      test: either(packages(['yaml', 'zod']), room(['profile'])),
      priority: 3,
      minShareCount: 3,
    },
    {
      name: 'fleet',
      test: room(['account', 'fleet', 'apply', 'opening', 'render', 'telling']),
      priority: 2,
      minShareCount: 3,
    },
    {
      name: 'cloud',
      test: either(packages(['axios', '@linode']), room(['linode', 'wire'])),
      priority: 1,
      minShareCount: 2,
    },
  ],
}

/** What rolldown is told about an entry. */
export function bundleOptions(input) {
  return {
    input: { main: input },
    platform: 'node',
    // The same parser as modules: what is not used falls away, and nothing is compiled twice.
    resolve: { alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') } },
    // So that what the entry shares with its commands is in its own chunk.
    preserveEntrySignatures: 'allow-extension',
    plugins: [leaveOut, leaveUntouched],
    transform: { target: 'node20' },
    checks: { pluginTimings: false },
  }
}

/** The folder of the package that a module belongs to. */
export function packageFolder(file) {
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) {
    const manifest = join(at, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name) return at
  }
  throw new Error(`no package around ${file}`)
}

/** The name of the package that a module belongs to; null for our own. */
export function packageName(id) {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? null
}
