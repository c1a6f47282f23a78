// Random walks with real processes: $WALKS (50) of $STEPS (120) steps from $SEED (1) on, with kills, faults and changes by hand. Ends with 1 at a violation.
// A walk mostly waits, for drains and health checks: $AT_ONCE (5) go on at a time.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const [walks, atOnce, first] = ['WALKS', 'AT_ONCE', 'SEED'].map((name, i) =>
  Number(process.env[name] ?? [50, 5, 1][i]),
)
const begun = Date.now()
const left = Array.from({ length: walks }, (_, i) => first + i)
const failed = []
await Promise.all(Array.from({ length: Math.min(atOnce, walks) }, goOn))
const seconds = Math.round((Date.now() - begun) / 1000)
console.log(`${walks} walks, ${failed.length} with a violation, in ${seconds} s`)
process.exitCode = failed.length > 0 ? 1 : 0

/** One after the other, until none is left. */
async function goOn() {
  for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
    const { isFine, said } = await walk(seed)
    console.log(isFine ? `walk ${seed}: fine` : `walk ${seed}: violation\n${said}`)
    if (!isFine) failed.push(seed)
  }
}

/** One walk in a process of its own, and what it said. */
function walk(seed) {
  const env = { STEPS: '120', ...process.env, WALKS: '1', SEED: String(seed) }
  const child = spawn('npx', ['vitest', 'run', 'test/processes/walks.test.ts'], { cwd: root, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part))
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ isFine: status === 0, said }))
  })
}
