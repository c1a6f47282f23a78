import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

const SIZED = `${WEB}load: { target: 0.6 }\n`
const FLAT = Array.from({ length: 120 }, () => '2').join('\n')

function world(): World {
  const made = new World({ profile: SIZED })
  made.files.set('load.csv', FLAT)
  made.files.set('steps.yaml', WEB)
  return made
}

describe('simulate', () => {
  test('prints a line a profile, in the order given, and writes nothing to the account', async () => {
    const w = world()
    const { code, out } = await w.run('simulate', '--trace', 'load.csv', '--with', 'steps.yaml')
    expect(code).toBe(0)
    expect(w.writes).toEqual([])
    expect(out).toContain('120 points, 60s apart (2h), at most 2 members fully busy')
    const lines = out.split('\n')
    const [first, second] = ['linode-autoscale.yaml', 'steps.yaml'].map((name) =>
      lines.findIndex((l) => l.startsWith(name)),
    )
    expect(first).toBeGreaterThan(0)
    expect(second).toBeGreaterThan(first ?? 0)
    expect(out).toContain('█ work   ─ members in service')
  })

  test('as one object, with the price of the type', async () => {
    const { out } = await world().run('simulate', '--trace', 'load.csv', '--json')
    const report = JSON.parse(out) as {
      trace: object
      runs: { profile: string; paid_hours: number; cost: number; spec: object }[]
    }
    expect(report).toMatchObject({
      version: 1,
      command: 'simulate',
      trace: { points: 120, step_seconds: 60, peak: 2 },
    })
    const [run] = report.runs
    expect(run?.cost).toBeCloseTo((run?.paid_hours ?? 0) * 0.0075)
    expect(Object.keys(run ?? {})).toEqual(
      expect.arrayContaining([
        'over_capacity_percent',
        'minutes_over_100',
        'minutes_over_90',
        'mean_busy',
        'paid_hours',
        'cost',
        'changes',
        'most_members',
        'spec',
      ]),
    )
    expect(Object.keys(run?.spec ?? {})).toEqual(['theta_u', 'theta_o', 'tau_u', 'tau_o', 'instability'])
  })

  test('without a token it runs all the same, and the price is not known', async () => {
    const w = world()
    w.env = {}
    const { code, out } = await w.run('simulate', '--trace', 'load.csv', '--json')
    expect(code).toBe(0)
    expect(out).toContain('"cost": null')
  })
})

describe('what simulate writes beside its table', () => {
  test('writes a picture', async () => {
    const w = world()
    await w.run('simulate', '--load', 'flash', '--svg', 'load.svg')
    expect(w.files.get('load.svg')).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>\n$/s)
  })

  test('-v adds the SPEC measures', async () => {
    const plain = await world().run('simulate', '--trace', 'load.csv')
    const verbose = await world().run('simulate', '--trace', 'load.csv', '-v')
    expect(plain.out).not.toContain('instability')
    expect(verbose.out).toContain('instability')
  })
})

describe('the load of simulate', () => {
  test.each([
    [['--trace', 'load.csv', '--per-member', '2'], '"peak": 1'],
    [['--trace', 'load.csv', '--peak', '7'], '"peak": 7'],
    [['--load', 'ramp', '--peak', '3'], '"peak": 3'],
    [['--load', 'ramp', '--per-member', '0.5'], '"peak": 2'],
    [['--trace', 'load.csv', '--points', '5s'], '"step_seconds": 5'],
  ])('%s', async (flags, said) => {
    const { out } = await world().run('simulate', ...flags, '--json')
    expect(out).toContain(said)
  })

  test.each([
    [[], 'give one load: --trace FILE, --last 7d, or --load day|week|flash|ramp|spikes'],
    [['--trace', 'load.csv', '--load', 'day'], 'give one load'],
    [['--trace', 'nowhere.csv'], '--trace nowhere.csv does not exist'],
    [['--load', 'earthquake'], '--load earthquake: there are day, week, flash, ramp, spikes'],
    [
      ['--load', 'day', '--peak', '2', '--per-member', '3'],
      '--per-member and --peak both say how much a member does',
    ],
    [['--load', 'day', '--peak', '-1'], '--peak -1: give a number from 0.01'],
    [['--load', 'day', '--boot', '67s-51s'], '--boot 67s-51s: write two durations, the shorter one first'],
    [['--load', 'day', '--every', 'often'], '--every often: write a duration'],
    [['--load', 'day', '--hiccups', '2'], '--hiccups 2: give a number from 0 to 0.9'],
    [['--last', '7d'], '--last wants prometheus.url in the profile'],
    [['--load', 'day', '--with', 'nowhere.yaml'], 'nowhere.yaml'],
  ])('%s is a mistake, and nothing is written', async (flags, said) => {
    const w = world()
    const { code, err } = await w.run('simulate', '--svg', 'load.svg', ...flags)
    expect(code).toBe(2)
    expect(err).toContain(said)
    expect(w.files.has('load.svg')).toBe(false)
  })
})
