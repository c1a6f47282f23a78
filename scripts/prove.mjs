// Tries the promises hard: every cut, every fault, thousands of schedules, real processes. Prints how much was tried and what was broken.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'prove-'))
const [tallied, report] = [join(folder, 'tally'), join(folder, 'tests.json')]
const begun = Date.now()
const { status } = spawnSync(
  'npx',
  [
    'vitest',
    'run',
    '--maxWorkers=2',
    'test/explore',
    'test/processes',
    'test/commands',
    'test/fleet',
    'test/simulate',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { SCHEDULES: '20000', ...process.env, PROVE: '1', PROVE_TALLY: tallied, TEST_REPORT: report },
  },
)

const counts = new Map()
for (const line of readFileSync(tallied, 'utf8').trim().split('\n')) {
  const { what, count } = JSON.parse(line)
  counts.set(what, (counts.get(what) ?? 0) + count)
}
const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
rmSync(folder, { recursive: true })
const rows = [...counts, ['tests', numPassedTests + numFailedTests], ['violations', numFailedTests]]
for (const [what, count] of rows) console.log(`${what.padEnd(56)} ${String(count).padStart(9)}`)
console.log(`in ${Math.round((Date.now() - begun) / 1000)} s`)
process.exitCode = status ?? 1
