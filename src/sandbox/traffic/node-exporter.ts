import type { CpuTime } from './cpu-load.ts'

/** Where node_exporter listens. */
export const EXPORTER_PORT = 9100

/** How busy time is told apart: most of it is the application's. */
const USER_SHARE = 0.8

function modesOf({ busy, idle }: CpuTime): Readonly<Record<string, number>> {
  const user = busy * USER_SHARE
  return { idle, iowait: 0, irq: 0, nice: 0, softirq: 0, steal: 0, system: busy - user, user }
}

/** An instance's processor time in the words of node_exporter, spread evenly over its cores. */
export function exporterText(time: CpuTime, cores: number, bootedAt: number): string {
  const perCore = modesOf({ busy: time.busy / cores, idle: time.idle / cores })
  const samples = Array.from({ length: cores }, (_, cpu) =>
    Object.entries(perCore).map(
      ([mode, seconds]) => `node_cpu_seconds_total{cpu="${cpu}",mode="${mode}"} ${seconds.toFixed(4)}`,
    ),
  )
  return [
    '# HELP node_cpu_seconds_total Seconds the CPUs spent in each mode.',
    '# TYPE node_cpu_seconds_total counter',
    ...samples.flat(),
    '# HELP node_boot_time_seconds Node boot time, in unixtime.',
    '# TYPE node_boot_time_seconds gauge',
    `node_boot_time_seconds ${Math.floor(bootedAt / 1000)}`,
    '',
  ].join('\n')
}
