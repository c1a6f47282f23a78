import { describe, expect, test } from 'vitest'
import { BusyRefresh } from '../support/processes/busy-refresh.ts'
import { tally } from '../support/tally.ts'

const FIRST = Number(process.env['SEED'] ?? 1)
const SEEDS = process.env['PROVE'] === '1' ? 12 : 2
const MIN = 2

describe('a refresh that is killed and begun again, beside another one, alerts, and a person who takes new members', () => {
  const seeds = Array.from({ length: SEEDS }, (_, i) => FIRST + i)
  const rooms = [
    // At max one fewer serves meanwhile.
    { name: 'with room', max: 8, lost: 0 },
    { name: 'at max', max: 4, lost: 1 },
  ]
  test.each(seeds.flatMap((seed) => rooms.map((room) => ({ seed, ...room }))))(
    'seed $seed, $name',
    async ({ seed, max, lost }) => {
      await using busy = await BusyRefresh.start(seed, { members: 4, max })
      await busy.refresh()
      const told = (): string => busy.trace.join('\n')
      // A refresh may be over before it is killed twice. With room for nobody new the alert that wants more is held, and a person may find nobody new in time.
      if (lost === 0) expect([[], ['killed'], ['killed again']], told()).toContainEqual(busy.missed)
      tally('what happened beside a refresh of real processes', busy.happened.size)

      const isWhole = await busy.finish()
      await busy.run('reconcile', '--no-wait')
      await busy.run('reconcile', '--no-wait')
      const { writes } = busy
      expect(await busy.run('reconcile', '--no-wait'), told()).toBe(0)
      expect(busy.writes, told()).toBe(writes)

      expect([busy.illegalities(), busy.undone()], told()).toEqual([[], []])
      expect(busy.fewest, told()).toBeGreaterThanOrEqual(4 - lost)
      // Two who chose different numbers for one place both create, and one takes its own away again at once.
      const given = busy.trace.filter((l) => l.includes('for the same load')).length
      expect(busy.most, told()).toBeLessThanOrEqual(max + given)
      expect(busy.serving, told()).toBeGreaterThanOrEqual(MIN)
      // A pair that a hold left is ended a while later; whoever is beside one that a person has drained stays.
      if (isWhole) {
        expect(busy.halves.length, told()).toBeLessThanOrEqual(busy.person.drained.size)
        expect(busy.old.length, told()).toBeLessThanOrEqual(busy.halves.length)
      }
    },
    600_000,
  )
})
