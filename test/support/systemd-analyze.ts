import { spawnSync } from 'node:child_process'

/** The version of systemd's own judge of units; null where there is none. */
export function systemdAnalyze(): string | null {
  const { status, stdout } = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' })
  return status === 0 ? (stdout.split('\n')[0] ?? '') : null
}
