// Runs the closed loop in a network namespace of its own, where the sandbox's addresses are local; no privilege is needed where the kernel
// lets anyone make one. Usage: npm run test:loop, or with a picture of it: LOOP_PICTURE=docs/closed-loop.svg npm run test:loop
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const TEMPLATES = '/usr/share/prometheus/alertmanager/default.tmpl'

function programs() {
  if (process.env.PROMETHEUS_PROGRAMS) return process.env.PROMETHEUS_PROGRAMS
  const script = new URL('prometheus-programs.sh', import.meta.url).pathname
  const { status, stdout } = spawnSync(script, { stdio: ['inherit', 'pipe', 'inherit'], encoding: 'utf8' })
  if (status !== 0)
    throw new Error('the programs of Prometheus cannot be had: see scripts/prometheus-programs.sh')
  return stdout.trim()
}

const bin = programs()
const share = join(bin, '..', 'share')
const steps = [
  'ip link set lo up',
  'ip route add local 192.168.128.0/17 dev lo',
  'ip route add local 198.18.0.0/15 dev lo',
  // Debian's Alertmanager wants its templates there; only this namespace sees them.
  ...(existsSync(TEMPLATES) ? [] : [`mount -t overlay overlay -o 'lowerdir=${share}:/usr/share' /usr/share`]),
]
const before = steps.join(' && ')
const flag = ['-nm', '-rnm'].find((each) => spawnSync('unshare', [each, 'sh', '-c', before]).status === 0)
if (flag === undefined)
  throw new Error(
    'no network namespace can be made here: unshare (util-linux) and ip (iproute2) are wanted, and root or user namespaces',
  )
const run = ['npx', 'vitest', 'run', '--config', 'test/loop/vitest.config.mts', ...process.argv.slice(2)]
const { status } = spawnSync('unshare', [flag, 'sh', '-c', `${before} && exec "$@"`, 'sh', ...run], {
  stdio: 'inherit',
  env: { ...process.env, PROMETHEUS_PROGRAMS: bin },
})
process.exitCode = status ?? 1
