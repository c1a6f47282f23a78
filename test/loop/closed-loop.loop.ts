import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, expect, test } from 'vitest'
import { type LoadCounts, LoadGenerator } from '../support/load-generator.ts'
import { AmExecutor } from './am-executor.ts'
import { type Happening, type Moment, QUIET } from './moment.ts'
import { plot } from './plot.ts'
import { query, valueOf } from './prometheus-query.ts'
import { commandsOf, quicken } from './quick-files.ts'
import { sparklines } from './sparkline.ts'
import { type Account, ALERTMANAGER, knowsLinodeSd, programs, PROMETHEUS, Stage } from './stage.ts'
import { FLEET } from '../support/sandbox/api.ts'
import { ROOT } from '../support/root.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const AVERAGE = `fleet:busy:avg{fleet="${FLEET.fleetTag}"}`
const THRESHOLDS = { high: 0.7, low: 0.3 }
const SIZE = { min: 2, max: 4 } as const

const PROFILE = `
name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, tags: [khw] }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: ${SIZE.min}, max: ${SIZE.max} }
scale_out: { cooldown: 5s }
scale_in: { cooldown: 8s, drain: 2s }
load: { high: ${THRESHOLDS.high}, warm_up: 4s, high_for: 3s, low: ${THRESHOLDS.low}, low_for: 4s }
prometheus: { url: "http://127.0.0.1:9090" }
`

/** The load in requests a second: two members can carry 200, each of which costs 10 ms of a core. */
const RATES = { calm: 90, high: 185, low: 40 } as const
/** Seconds of calm before the load rises. */
const CALM = 12
/** So many answers of the third member show that it carries its part. */
const ENOUGH = 300

/** As the guide validates its chain: nobody asks the members for more, but something on them keeps their cores busy. */
const STRESS = { rate: 20, from: 6, burns: 0.9 } as const

/** Seconds after which it is no longer waited for; a busy host takes its time. */
const LATEST = 240

let started = performance.now()
const seconds = (): number => (performance.now() - started) / 1000
const happenings: Happening[] = []

function tell(who: Happening['who'], what: string): void {
  const at = Math.round(seconds() * 10) / 10
  happenings.push({ at, who, what })
  console.log(`${at.toFixed(1).padStart(6)} s  ${who.padEnd(10)} ${what}`)
}

let rate = (): number => 0

const forgetting: (() => void)[] = []

/** Tells of a value whenever it is another one than before. */
function changes(who: Happening['who'], say = (value: string): string => value): (value: string) => void {
  let last = ''
  forgetting.push(() => (last = ''))
  return (value) => {
    if (value !== last) tell(who, say(value))
    last = value
  }
}

const tellLoad = changes('load')
const tellMembers = changes('account')
const tellTargets = changes('prometheus')
const tellAlerts = changes('alert')
const backendTellers = new Map<string, (value: string) => void>()

function tellBackend(label: string, value: string): void {
  const teller = backendTellers.get(label) ?? changes('account', (status) => `${label} is ${status}`)
  backendTellers.set(label, teller)
  teller(value)
}

/** Of what a command says, the results: its progress is in its log. */
function tellCommand(line: string): void {
  if (/^(?:✓|✗|web: (?:done|held|failed))/.test(line)) tell('command', line)
}

let stage = new Stage()
afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  stage = new Stage()
})

/** The generated files, Prometheus and Alertmanager by them, and the executor that runs our commands. */
async function chain({ sandbox, url }: Account): Promise<void> {
  const folder = stage.folder()
  const bin = await programs()
  writeFileSync(join(folder, 'web.yaml'), PROFILE)
  writeFileSync(join(folder, 'token'), sandbox.token)
  await execa(process.execPath, [BIN, 'monitoring', '-p', join(folder, 'web.yaml'), '--out', folder])
  const isReal = await knowsLinodeSd(join(bin, 'promtool'), join(folder, 'prometheus.yml'))
  tell(
    'prometheus',
    `targets come from ${isReal ? 'linode_sd' : 'http_sd: this Prometheus was built without linode_sd'}`,
  )
  const env = { LINODE_URL: url, LINODE_TOKEN: sandbox.token }
  const commands = commandsOf(folder, [process.execPath, BIN], join(folder, 'web.yaml'))
  const executor = stage.keep(new AmExecutor(commands, env, tellCommand))
  const httpSd = isReal ? null : `${url}/__sandbox/http_sd`
  quicken(folder, {
    alertmanager: ALERTMANAGER,
    executor: await executor.listen(),
    httpSd,
    token: join(folder, 'token'),
  })
  await Promise.all([stage.alertmanager(bin, folder), stage.prometheus(bin, folder, { LINODE_URL: url })])
}

/** What is there at this moment; tells of everything that is another way than before. */
async function look({ sandbox }: Account, load: LoadGenerator): Promise<Moment> {
  const members = sandbox.byHand.instances().filter(({ tags }) => tags.includes(FLEET.fleetTag))
  const backends = sandbox.byHand.backends()
  const inService = backends.filter(({ mode, status }) => mode === 'accept' && status === 'UP')
  const prometheus = `http://${PROMETHEUS}`
  const [average, up, firing] = await Promise.all([
    valueOf(prometheus, AVERAGE),
    query(prometheus, `up{fleet="${FLEET.fleetTag}"} == 1`),
    query(prometheus, 'ALERTS{alertstate="firing"}'),
  ])
  for (const { label, mode, status } of backends) tellBackend(label, `${mode} ${status}`)
  tellMembers(members.map(({ label }) => label).join(', '))
  tellTargets(`measures ${up.length} members`)
  tellAlerts(
    firing
      .map(({ metric }) => metric['alertname'] ?? '')
      .toSorted()
      .join(' and ') || QUIET,
  )
  return {
    at: seconds(),
    rate: rate(),
    load: average,
    members: members.length,
    serving: inService.length,
    failed: load.failed,
  }
}

/** Looks again and again until it is over, or far too late. */
async function watch(
  at: Account,
  load: LoadGenerator,
  isOver: (moment: Moment) => boolean,
): Promise<readonly Moment[]> {
  const moments: Moment[] = []
  while (seconds() < LATEST && !moments.slice(-1).some(isOver)) {
    tellLoad(`${rate()} new connections a second`)
    moments.push(await look(at, load))
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  return moments
}

function begin(story: () => number): void {
  started = performance.now()
  rate = story
  happenings.splice(0)
  for (const forget of forgetting) forget()
}

/** Keeps the cores of the two members busy, as `stress` does. */
function stress({ sandbox }: Account, burns: number): void {
  for (const label of ['web-1', 'web-2']) sandbox.byHand.misbehave(label, { burns })
  tell('load', burns === 0 ? 'stress ends' : `stress keeps ${burns * 100}% of web-1 and web-2 busy`)
}

/** What both stories have in common: the fleet grew, and went back member by member, within its bounds, and nobody noticed. */
function expectOutAndIn(moments: readonly Moment[], counts: LoadCounts): void {
  for (const line of sparklines(moments)) console.log(line)
  const sizes = moments.map(({ members }) => members)
  expect([counts.failed, counts.reasons]).toEqual([0, []])
  expect(Math.max(...sizes)).toBeGreaterThan(SIZE.min)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(SIZE.max)
  expect(Math.min(...sizes)).toBe(SIZE.min)
  const steps = sizes.flatMap((size, n) => (n === 0 ? [] : [size - (sizes[n - 1] ?? size)]))
  expect(Math.min(...steps)).toBe(-1)
  expect(moments.at(-1)).toMatchObject({ members: SIZE.min, serving: SIZE.min, failed: 0 })
}

test('the load rises and falls, and the fleet follows it without a failed request', async () => {
  const at = await stage.account()
  await chain(at)
  let wasServed = false
  begin(() => (wasServed ? RATES.low : seconds() < CALM ? RATES.calm : RATES.high))
  const load = new LoadGenerator(at.traffic.view().nodebalancers[0]?.url ?? '', () => rate())
  const moments = await watch(at, load, ({ members }) => {
    wasServed ||= load.answersOf('web-3') > ENOUGH
    return wasServed && members === SIZE.min
  })
  const counts = await load.stop()
  console.log(
    `${counts.sent} requests, ${counts.failed} failed, 99% within ${counts.p99} ms`,
    counts.servedBy,
  )
  const picture = process.env['LOOP_PICTURE']
  if (picture !== undefined) writeFileSync(picture, plot(moments, happenings, THRESHOLDS))

  expectOutAndIn(moments, counts)
  expect(at.against).toEqual([])
  expect(counts.servedBy['web-3']).toBeGreaterThan(ENOUGH)
  const alerts = happenings.filter(({ who }) => who === 'alert').map(({ what }) => what)
  expect(alerts).toEqual(expect.arrayContaining(['HighLoad', 'LowLoad']))
  expect(moments.some(({ load }) => (load ?? 0) > THRESHOLDS.high)).toBe(true)
})

test('stress on the members, as the guide validates its chain: the fleet grows, and shrinks again', async () => {
  const at = await stage.account()
  await chain(at)
  begin(() => STRESS.rate)
  let act: 'calm' | 'stress' | 'over' = 'calm'
  const load = new LoadGenerator(at.traffic.view().nodebalancers[0]?.url ?? '', () => rate())
  const moments = await watch(at, load, ({ members, serving }) => {
    if (act === 'calm' && seconds() > STRESS.from) {
      stress(at, STRESS.burns)
      act = 'stress'
    }
    if (act === 'stress' && serving > SIZE.min) {
      stress(at, 0)
      act = 'over'
    }
    return act === 'over' && members === SIZE.min
  })
  expectOutAndIn(moments, await load.stop())
})
