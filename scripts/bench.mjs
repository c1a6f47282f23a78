// Measures what "fast and small" promises, prints one table, and ends with 1 when a limit is missed. See docs/performance.md.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundled, startBackend } from './bench/backend.mjs'
import { median, runProcess, runUntilAttached } from './bench/run-process.mjs'

const PAIRS = 15
const LATENCY = 50
const root = join(import.meta.dirname, '..')
const bin = join(root, 'bin', 'linode-autoscale.js')
const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-bench-'))
const empty = write('empty.cjs', '')
const profile = write('web.yaml', webProfile('size: { min: 2, max: 1000 }'))
const wrong = write('wrong.yaml', webProfile('size: { min: 2, max: 1000 }\nsizes: 3'))
const scaleOut = ['scale-out', '--no-wait', '-p', profile]
const status = ['status', '-p', profile]
const rows = []
const home = join(folder, 'home')
mkdirSync(home, { mode: 0o700 })

const backend = await startBackend(folder)
try {
  await measureRatios()
  await measureRequests()
  await measurePlanning()
} finally {
  backend.stop()
  rmSync(folder, { recursive: true, force: true })
}
printTable()
process.exitCode = rows.some((row) => row.value > row.limit) ? 1 : 0

/** Cold: without a home, so that nothing was kept of earlier runs. Warm: with what the first runs have kept. */
async function measureRatios() {
  await ratio('`--version`', ['--version'], 1.3)
  await ratio('`--help`', ['--help'], 1.3)
  await coldAndWarm('a profile error', ['status', '-p', wrong], [3.3, 2.2], { code: 2 })
  for (const [backends, limits, mib] of [
    [4, [5.3, 4], 64],
    [1000, [9, 8], 80],
  ]) {
    const at = `at ${backends.toLocaleString('en')} backends`
    await coldAndWarm(`\`scale-out --no-wait\` ${at}`, scaleOut, limits, { backends })
    await coldAndWarm(`\`status\` ${at}`, status, limits, { backends })
    await memory(`\`scale-out --no-wait\` ${at}`, scaleOut, backends, mib)
    await memory(`\`status\` ${at}`, status, backends, mib)
  }
}

async function coldAndWarm(what, args, [cold, warm], options) {
  await ratio(`${what}, cold`, args, cold, options)
  await ratio(`${what}, warm`, args, warm, { ...options, home })
}

async function ratio(what, args, limit, { code = 0, backends = 0, home: HOME } = {}) {
  const ratios = []
  const walls = []
  for (let pair = -2; pair < PAIRS; pair++) {
    const env = { ...(await backend.fresh(backends)), ...(HOME === undefined ? {} : { HOME }) }
    const bare = runProcess([empty]).ms
    const ran = await runOnce([bin, ...args], env)
    expectCode(what, ran, code)
    if (pair < 0) continue // the first ones warm the disk, and leave what V8 made of the chunks
    ratios.push(ran.ms / bare)
    walls.push(ran.ms)
  }
  row(what, median(ratios), 'x', limit, `${median(walls).toFixed(0)} ms`)
}

async function memory(what, args, backends, limit) {
  const file = join(folder, 'peak')
  const peaks = []
  for (let run = 0; run < 5; run++) {
    const env = { ...(await backend.fresh(backends)), BENCH_PEAK: file }
    const hook = join(root, 'scripts', 'bench', 'peak-memory.cjs')
    expectCode(what, await runOnce(['--require', hook, bin, ...args], env), 0)
    peaks.push(Number(readFileSync(file, 'utf8')) / 1024)
  }
  row(`peak memory, ${what}`, median(peaks), ' MiB', limit)
}

/** A scale-out is measured until its member is attached. */
async function runOnce(args, env) {
  return args.includes('scale-out') ? await runUntilAttached(args, env, backend) : runProcess(args, env)
}

/** The trace, and the time when every request takes 50 ms more: start-up and at most five round trips. */
async function measureRequests() {
  const quiet = []
  const slow = []
  for (let pair = 0; pair < PAIRS; pair++) {
    quiet.push((await runOnce([bin, ...scaleOut], await backend.fresh(4))).ms)
    slow.push((await runOnce([bin, ...scaleOut], await backend.fresh(4, LATENCY))).ms)
  }
  const trace = await backend.trace()
  const reads = trace.findIndex((line) => line.startsWith('POST'))
  const writes = trace.filter((line) => line.startsWith('POST')).length
  row('reads before the create', reads, ' GETs', 5)
  row('requests that an attached member takes', reads + writes, '', 7)
  const added = median(slow.map((ms, i) => ms - quiet[i]))
  row(
    `\`scale-out --no-wait\`, ${LATENCY} ms a request: added`,
    added / LATENCY,
    ' round trips',
    5,
    `${median(slow).toFixed(0)} ms`,
  )
  console.log(
    `The requests of \`scale-out --no-wait\`:\n\n${trace.map((line) => `    ${line}`).join('\n')}\n`,
  )
}

async function measurePlanning() {
  const { text } = runProcess([await bundled('plan', folder)])
  for (const [action, { large, small }] of Object.entries(JSON.parse(text)))
    row(`planning ${action}, 10,000 backends`, large, ' ms', 50, `1,000: ${small.toFixed(1)} ms`)
}

function row(what, value, unit, limit, note = '') {
  rows.push({ what, value, unit, limit, note })
}

function expectCode(what, { code, text }, wanted) {
  if (code !== wanted) throw new Error(`${what} ended with ${code} instead of ${wanted}:\n${text}`)
}

function printTable() {
  console.log(
    `Node ${process.versions.node}, median of ${PAIRS} interleaved pairs, ratio to \`node empty.cjs\`\n`,
  )
  console.log('| what | measured | limit | verdict | beside |\n|---|--:|--:|---|---|')
  for (const { what, value, unit, limit, note } of rows) {
    const shown = `${Number.isInteger(value) ? value : value.toFixed(value < 10 ? 2 : 1)}${unit}`
    console.log(`| ${what} | ${shown} | ${limit}${unit} | ${value > limit ? 'MISSED' : 'holds'} | ${note} |`)
  }
}

function write(name, text) {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

function webProfile(rest) {
  return `name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12 }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
${rest}
`
}
