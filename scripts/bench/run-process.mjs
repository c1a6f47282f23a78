import { spawnSync } from 'node:child_process'

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

/** The middle one. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
