// This product against other autoscalers, on one model of the cloud. Prints a table a trace and who is beaten.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { bundleOptions, root } from './bundle-options.mjs'

const folder = mkdtempSync(join(tmpdir(), 'elasticity-'))
const bundle = await rolldown(bundleOptions(join(root, 'scripts', 'elasticity', 'bench.ts')))
await bundle.write({ dir: folder, format: 'cjs', entryFileNames: 'bench.cjs' })
await bundle.close()
const { status } = spawnSync(process.execPath, [join(folder, 'bench.cjs'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
rmSync(folder, { recursive: true })
process.exitCode = status ?? 1
