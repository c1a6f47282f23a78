import { describe, expect, test } from 'vitest'
import { FakePrometheus } from '../support/fake-prometheus.ts'
import { recordedBody, type RecordedLoad } from '../support/recorded.ts'
import { WEB, World, type WorldOptions } from '../support/world.ts'

const SIZED = `${WEB}load: { target: 0.6 }\n`

interface Measured extends AsyncDisposable {
  readonly world: World
  readonly prometheus: FakePrometheus
  readonly say: (load: RecordedLoad) => void
}

/** A world whose fleet is sized by what a Prometheus says. */
async function measured(load: RecordedLoad, profile = SIZED, options: WorldOptions = {}): Promise<Measured> {
  const prometheus = await FakePrometheus.start()
  const say = (said: RecordedLoad): void => {
    prometheus.says = { 'instance:busy:any': { status: 200, body: recordedBody(said) } }
  }
  say(load)
  const world = new World({ profile: `${profile}prometheus: { url: "${prometheus.url}" }\n`, ...options })
  return { world, prometheus, say, [Symbol.asyncDispose]: () => prometheus[Symbol.asyncDispose]() }
}

const busy = (ratio: number | null, n = 3) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`web-${i + 1}`, ratio]))

describe('a fleet sized by its load', () => {
  test('scale-out adds what is wanted, at once, after one question', async () => {
    await using it = await measured({ busy: busy(0.9), peak: 5, hour: 3 })
    const { code, out } = await it.world.run('scale-out', '--no-wait', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      result: 'done',
      load: { work: 2.7, wanted: 5, peak: 5, busy: 0.9 },
      changes: [
        { member: 'web-4', kind: 'add' },
        { member: 'web-5', kind: 'add' },
      ],
    })
    expect(it.prometheus.asked).toHaveLength(1)
  })

  test('scale-in removes down to the peak of the window', async () => {
    await using it = await measured(
      { busy: busy(0.05, 6), peak: 4, hour: 2 },
      SIZED.replace('protect_tag: keep', 'paid_hour: ignore'),
      { members: 6 },
    )
    const { out } = await it.world.run('scale-in', '--json')
    expect(JSON.parse(out)).toMatchObject({
      result: 'done',
      load: { wanted: 1, peak: 4 },
      changes: [
        { member: 'web-6', kind: 'remove' },
        { member: 'web-5', kind: 'remove' },
      ],
    })
    expect(it.world.illegalities()).toEqual([])
  })

  test('the text tells work, wanted and peak, in a dry run and in a run', async () => {
    await using it = await measured({ busy: busy(0.9), peak: 7, hour: 3 })
    const dry = await it.world.run('scale-out', '--dry-run')
    expect(dry.out).toContain('web: scale-out by load: work 2.70, 5 wanted, peak 7 (dry run')
    const log = await it.world.run('scale-out', '--no-wait', '--log-file', '-')
    expect(log.err).toContain('work=2.70 wanted=5 peak=7')
    expect(log.err).toContain('scale-out by load: work 2.70, 5 wanted, peak 7')
  })

  test.each([
    ['--by', '1', 'web-4'],
    ['--to', '4', 'web-4'],
  ])('%s wins, and nobody is asked', async (flag, n, member) => {
    await using it = await measured({ busy: busy(0.9) })
    const { out } = await it.world.run('scale-out', flag, n, '--no-wait', '--json')
    const said: { changes: { member: string }[]; load?: object } = JSON.parse(out)
    expect(said.changes.map((c) => c.member)).toEqual([member])
    expect(said.load).toBeUndefined()
    expect(it.prometheus.asked).toEqual([])
  })
})

describe('why the plan differs from what is wanted', () => {
  test('is told by a dry run, JSON, the log line and status', async () => {
    await using it = await measured({ busy: busy(0.9), peak: 5, hour: 3 }, SIZED.replace('max: 8', 'max: 4'))
    const dry = await it.world.run('scale-out', '--dry-run')
    expect(dry.out).toContain('work 2.70, 5 wanted, peak 5; size.max is 4 (dry run')
    const status = await it.world.run('status')
    expect(status.out).toContain('wanted      work 2.70, 5 wanted, peak 5; size.max is 4\n')
    expect(status.out).toContain('follow      would create and attach web-4\n')
    const { out } = await it.world.run('status', '--json')
    expect(JSON.parse(out).load).toMatchObject({ wanted: 5, why: ['size.max is 4'] })
    const log = await it.world.run('follow', '--json', '--log-file', '-')
    expect(log.err).toContain('work=2.70 wanted=5 peak=5 why="size.max is 4"')
    expect(JSON.parse(log.out).load).toMatchObject({ wanted: 5, why: ['size.max is 4'] })
  })

  test('while it is paused status tells what the load asks for, and that nothing is done', async () => {
    await using it = await measured({ busy: busy(0.9), peak: 5, hour: 3 })
    await it.world.run('pause')
    const { out } = await it.world.run('status')
    expect(out).toContain('wanted      work 2.70, 5 wanted, peak 5; held: paused\n')
    expect(out).toMatch(/follow {6}held: paused/)
  })

  test('status --prometheus has the numbers, and leaves out what is not known', async () => {
    await using it = await measured({ busy: busy(0.9), hour: 3 })
    const { out } = await it.world.run('status', '--prometheus')
    const fleet = '{fleet="fleet:web:12345"}'
    expect(out).toContain(`\nlinode_autoscale_work${fleet} 2.7`)
    expect(out).toContain(`\nlinode_autoscale_wanted${fleet} 5\n`)
    expect(out).not.toContain('linode_autoscale_wanted_peak')
  })

  test('status --watch draws what is wanted and the next turn', async () => {
    await using it = await measured({ busy: busy(0.9), peak: 5, hour: 3 })
    it.world.terminal = { columns: () => 80, rows: () => 24, color: false }
    const running = it.world.begin('status', '--watch')
    await it.world.pass(1_500)
    it.world.stop.abort('SIGINT')
    const { out } = await it.world.time.run(running)
    expect(out).toContain('wanted      work 2.70, 5 wanted, peak 5')
    expect(out).toContain('follow     would create and attach web-4, web-5')
    expect(out).not.toContain('an alert now')
  })
})

describe('what is not known of a load', () => {
  test.each<readonly [string, RecordedLoad, string]>([
    ['rules that were last evaluated a while ago', { busy: busy(0.9), old: 61 }, 'reckoned it 61 s ago'],
    ['members that are all silent', { busy: busy(null) }, 'nobody knows how much work there is'],
  ])('%s: nothing is known, and nothing written', async (_rule, load, why) => {
    await using it = await measured(load)
    for (const command of ['scale-out', 'scale-in']) {
      const { code, out } = await it.world.run(command, '--json')
      expect(code).toBe(0)
      expect(JSON.parse(out)).toMatchObject({ result: 'held', hold: { reason: 'work-unknown' } })
      expect(out).toContain(why)
    }
    expect(it.world.writes).toEqual([])
  })

  test('a Prometheus without the rules is told', async () => {
    await using it = await measured({})
    it.prometheus.says = {}
    const { out } = await it.world.run('scale-out')
    expect(out).toContain('linode-autoscale monitoring writes them')
  })

  test('of two series for one number nobody knows which is right', async () => {
    await using it = await measured({})
    const body = JSON.parse(recordedBody({ busy: busy(0.9), peak: 4, hour: 3 }))
    const metric = { __name__: 'fleet:wanted:peak', fleet: 'fleet:web:12345', rule: 'another' }
    body.data.result.push({ metric, value: [1_700_000_000, '2'] })
    it.prometheus.says = { 'instance:busy:any': { status: 200, body: JSON.stringify(body) } }
    const { out } = await it.world.run('scale-in', '--dry-run', '--json')
    expect(JSON.parse(out)).toMatchObject({ load: { wanted: 5, peak: null, unknown: 'peak-unknown' } })
  })

  test('one that is silent among the measured neither stops growth nor lets the fleet shrink', async () => {
    await using it = await measured({ busy: { ...busy(0.9), 'web-3': null }, peak: 1, hour: 3 })
    const out = await it.world.run('scale-out', '--dry-run', '--json')
    expect(JSON.parse(out.out).load).toMatchObject({ wanted: 5, peak: 5 })
  })

  test('one in its warm-up is no work and no idle member', async () => {
    await using it = await measured({
      busy: { ...busy(0.9, 2), 'web-3': 0.05 },
      age: { 'web-3': 60 },
      peak: 0,
      hour: 2,
    })
    const { out } = await it.world.run('scale-in', '--dry-run', '--json')
    expect(JSON.parse(out).load).toMatchObject({ wanted: 3, peak: 5 })
  })
})

describe('what status tells of a load', () => {
  test('a signal asks for its own', async () => {
    const profile = `${WEB}load: { signals: [{ name: arrivals, query: 'a', per_member: 100 }] }\n`
    await using it = await measured({ busy: busy(0.3), signals: { arrivals: 3.5 }, peak: 5 }, profile)
    const { out } = await it.world.run('status')
    expect(out).toContain('wanted      work 3.50, 5 wanted, peak 5 (busy 0.90, arrivals 3.50)')
    expect(out).toContain('is per_member (100) what one member does when it is fully busy?')
  })

  test('status tells it, and until when members are paid for', async () => {
    await using it = await measured({ busy: busy(0.9), peak: 6, hour: 3 })
    const { out } = await it.world.run('status')
    expect(out).toMatch(/wanted {6}work 2.70, 5 wanted, peak 6/)
    expect(out).toMatch(/paid {8}web-1 until \d\d:\d\d, web-2 until \d\d:\d\d, web-3 until \d\d:\d\d/)
    const json = JSON.parse((await it.world.run('status', '--json')).out)
    expect(json.load).toMatchObject({ work: 2.7, wanted: 5, peak: 6 })
    expect(json.members[0].paid_until).toMatch(/^2026-11-23T1\d:/)
  })
})

const grown = async (env: Record<string, string>): Promise<number> => {
  const world = new World({ profile: `${SIZED}prometheus: { url: "http://127.0.0.1:1" }\n` })
  world.env = { ...world.env, ...env }
  await world.run('scale-out', '--no-wait')
  return world.creates
}

describe('what the alert says, where Prometheus is gone', () => {
  const seconds = Date.UTC(2026, 10, 23, 12, 0, 0) / 1_000
  const alert = (more: Record<string, string> = {}): Record<string, string> => ({
    AMX_STATUS: 'firing',
    AMX_ALERT_LEN: '1',
    AMX_ALERT_1_STATUS: 'firing',
    AMX_ALERT_1_LABEL_alertname: 'HighLoad',
    AMX_ALERT_1_LABEL_fleet: 'fleet:web:12345',
    AMX_ALERT_1_ANNOTATION_wanted: '6',
    AMX_ALERT_1_ANNOTATION_wanted_at: `${seconds - 60}`,
    ...more,
  })

  test('it is what is wanted', async () => {
    expect(await grown(alert())).toBe(3)
  })

  test.each<readonly [string, Record<string, string>]>([
    ['older than two minutes', { AMX_ALERT_1_ANNOTATION_wanted_at: `${seconds - 121}` }],
    ['of a clock that is far ahead', { AMX_ALERT_1_ANNOTATION_wanted_at: `${seconds + 61}` }],
    ['without its instant', { AMX_ALERT_1_ANNOTATION_wanted_at: '' }],
    ['no number', { AMX_ALERT_1_ANNOTATION_wanted: '6 members' }],
    ['of another fleet', { AMX_ALERT_1_LABEL_fleet: 'fleet:api:12345' }],
  ])('%s it is none: a step, since the alert asks', async (_rule, more) => {
    expect(await grown(alert(more))).toBe(1)
  })

  test('without an alert nothing is created', async () => {
    expect(await grown({})).toBe(0)
  })
})

test('a resident follow counts warm-up from service: who has just come in and is hot asks for nobody more', async () => {
  await using prometheus = await FakePrometheus.start()
  const sized = `${WEB.replace('max: 8', 'max: 20')}load: { target: 0.6 }\n`
  const world = new World({ profile: `${sized}prometheus: { url: "${prometheus.url}" }\n`, members: 2 })
  const { byHand } = world.sandbox
  let asked = 0
  const answer = (): string => {
    asked++
    if (asked === 1) return recordedBody({ busy: busy(0.3, 2), peak: 2, hour: 1 })
    if (asked === 2)
      for (const n of [3, 4, 5, 6]) {
        byHand.addInstance({ label: `web-${n}`, tags: ['khw', 'fleet:web:12345'] })
        const address = `${byHand.privateAddressOf(`web-${n}`)}:80`
        byHand.addBackend({ config: 67890, label: `web-${n}`, address })
      }
    if (asked === 8) world.stop.abort('SIGTERM')
    // By their own clocks the new ones are an hour old.
    const hot = Object.fromEntries([3, 4, 5, 6].map((n) => [`web-${n}`, 1]))
    return recordedBody({ busy: { ...busy(0.3, 2), ...hot }, peak: 6, hour: 2 })
  }
  prometheus.says = { 'instance:busy:any': () => ({ status: 200, body: answer() }) }
  await world.run('follow', '--every', '15s')
  expect(asked).toBeGreaterThanOrEqual(8)
  expect(world.states().map((state) => state.split(' ')[0])).toEqual(
    [1, 2, 3, 4, 5, 6].map((n) => `web-${n}`),
  )
})
