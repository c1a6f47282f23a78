// Random walks with real processes: $WALKS (50) of $STEPS (120) steps from $SEED (1) on, with kills, faults and changes by hand. Ends with 1 at a violation.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const env = { WALKS: '50', STEPS: '120', ...process.env }
const { status } = spawnSync('npx', ['vitest', 'run', 'test/processes/walks.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env,
})
process.exitCode = status ?? 1
