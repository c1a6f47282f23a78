// Runs the suite on every Node that is supported. The runtimes are npm packages, kept outside the project and never its dependencies.
// Usage: npm run test:nodes, or some of them: npm run test:nodes -- 22 24. What is pure, or about pages, is the same on every Node and long: it
// is left to `npm test` unless --all is given.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const SUPPORTED = ['20', '22', '24']
const root = join(import.meta.dirname, '..')
const cache =
  process.env.NODES_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'linode-autoscale-nodes')
const PURE = ['explore', 'simulate', 'monitoring', 'docs', 'rehearse', 'lint'].map(
  (room) => `test/${room}/**`,
)
const LONG = [
  'linear-expressions',
  'commands/follow-long',
  'processes/refresh',
  'processes/refresh-beside',
  'processes/schedule',
].map((name) => `test/${name}.test.ts`)
const left = process.argv.includes('--all') ? [] : [...PURE, ...LONG]
const asked = process.argv.slice(2).filter((arg) => arg !== '--all')
const unknown = asked.filter((major) => !SUPPORTED.includes(major))
if (unknown.length > 0)
  throw new Error(`Node ${unknown.join(', ')}: only ${SUPPORTED.join(', ')} are supported`)

const results = (asked.length > 0 ? asked : SUPPORTED).map((major) => ({ major, ...suiteOn(major) }))
for (const { major, version, passed } of results)
  console.log(`Node ${major} (${version}): ${passed ? 'passed' : 'FAILED'}`)
process.exitCode = results.every((r) => r.passed) ? 0 : 1

function suiteOn(major) {
  const folder = runtimeFolder(major)
  // The registry's certificates are for npm: they make Node 20 three times slower to start.
  const { NODE_EXTRA_CA_CERTS: _, TEST_REPORT: __, ...env } = process.env
  const path = [folder, env.PATH].join(delimiter)
  const node = join(folder, 'node')
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim()
  if (!version?.startsWith(`v${major}.`)) return { version: `found ${version ?? 'none'}`, passed: false }
  console.log(`== the suite on Node ${version}`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const { status } = spawnSync(node, [vitest, 'run', ...left.flatMap((path) => ['--exclude', path])], {
    cwd: root,
    env: { ...env, PATH: path },
    stdio: 'inherit',
  })
  return { version, passed: status === 0 }
}

/** The folder that holds the runtime's executable; installed when it is not there yet. */
function runtimeFolder(major) {
  const prefix = join(cache, major)
  const folder = join(prefix, 'node_modules', 'node', 'bin')
  if (existsSync(join(folder, 'node'))) return folder
  mkdirSync(prefix, { recursive: true })
  const args = ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', `node@${major}`]
  const { status } = spawnSync('npm', args, { stdio: 'inherit' })
  if (status !== 0) throw new Error(`Node ${major} cannot be installed into ${prefix}`)
  return folder
}
