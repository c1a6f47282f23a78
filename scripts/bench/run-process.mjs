import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** One whole process without NODE_EXTRA_CA_CERTS (it triples the start of Node 20) and HOME: wall milliseconds, exit code, text. */
export function runProcess(args, env = {}) {
  const begun = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  })
  const ms = performance.now() - begun
  return { ms, code: status, text: stdout + stderr }
}

/** The same until its member is attached; then it is ended, for it would stay a few seconds to look for other runs. */
export async function runUntilAttached(args, env, backend) {
  const begun = performance.now()
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env }, stdio: 'ignore' })
  const over = once(child, 'exit')
  const came = await Promise.race([backend.attached().then(() => true), over.then(() => false)])
  const ms = performance.now() - begun
  child.kill('SIGTERM')
  await over
  return { ms, code: came ? 0 : child.exitCode, text: came ? '' : 'nothing was attached' }
}

/** The middle one. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
