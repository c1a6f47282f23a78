import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CpuLoad } from '../../../src/sandbox/traffic/cpu-load.ts'
import { exporterText } from '../../../src/sandbox/traffic/node-exporter.ts'

interface Case {
  readonly rule: string
  readonly cores: number
  readonly burns: number
  /** Milliseconds of work that requests bring. */
  readonly work: number
  /** Milliseconds until it is read. */
  readonly after: number
  readonly busy: number
}

const CASES: readonly Case[] = [
  { rule: 'nothing to do is idle', cores: 1, burns: 0, work: 0, after: 1000, busy: 0 },
  { rule: 'requests cost what they cost', cores: 1, burns: 0, work: 300, after: 1000, busy: 0.3 },
  { rule: 'the cores share it', cores: 4, burns: 0, work: 300, after: 1000, busy: 0.3 },
  {
    rule: 'a core cannot do more than a second a second',
    cores: 1,
    burns: 0,
    work: 900,
    after: 500,
    busy: 0.5,
  },
  { rule: 'two cores do twice as much', cores: 2, burns: 0, work: 900, after: 500, busy: 0.9 },
  { rule: 'what burns is a share of all cores', cores: 4, burns: 0.5, work: 0, after: 1000, busy: 2 },
  { rule: 'requests get what burning leaves', cores: 1, burns: 0.9, work: 500, after: 1000, busy: 1 },
  { rule: 'no more waits than a second of every core', cores: 1, burns: 0, work: 9000, after: 5000, busy: 1 },
]

describe('how busy an instance is', () => {
  test.each(CASES)('$rule', ({ cores, burns, work, after, busy }) => {
    let now = 0
    const cpu = new CpuLoad(cores, () => now)
    cpu.spend(work)
    now = after
    const read = cpu.read(burns)
    expect(read.busy).toBeCloseTo(busy, 9)
    expect(read.idle).toBeCloseTo((cores * after) / 1000 - busy, 9)
  })

  test('busy and idle never fall and add up to the time of all cores', () => {
    const steps = fc.array(
      fc.record({ ms: fc.nat(5000), work: fc.nat(3000), burns: fc.double({ min: 0, max: 1, noNaN: true }) }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), steps, (cores, each) => {
        let now = 0
        let last = { busy: 0, idle: 0 }
        const cpu = new CpuLoad(cores, () => now)
        for (const { ms, work, burns } of each) {
          now += ms
          cpu.spend(work)
          const read = cpu.read(burns)
          expect(read.busy).toBeGreaterThanOrEqual(last.busy)
          expect(read.idle).toBeGreaterThanOrEqual(last.idle)
          expect(read.busy + read.idle).toBeCloseTo((cores * now) / 1000, 6)
          last = read
        }
      }),
    )
  })
})

test('node_exporter tells every mode of every core, spread evenly', () => {
  const lines = exporterText({ busy: 2, idle: 6 }, 4, Date.UTC(2026, 0, 15)).split('\n')
  const seconds = (cpu: number, mode: string): number =>
    Number(
      lines
        .find((line) => line.startsWith(`node_cpu_seconds_total{cpu="${cpu}",mode="${mode}"} `))
        ?.split(' ')[1],
    )
  expect(seconds(3, 'idle')).toBe(1.5)
  expect(seconds(0, 'user') + seconds(0, 'system')).toBeCloseTo(0.5, 9)
  expect(seconds(0, 'iowait')).toBe(0)
  expect(lines.filter((line) => line.startsWith('node_cpu_seconds_total'))).toHaveLength(32)
  expect(lines).toContain('node_boot_time_seconds 1768435200')
})
