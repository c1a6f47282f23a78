import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { WEB, World } from '../../support/world.ts'

const SIZED = `${WEB}load: { target: 0.6 }\nprometheus: { url: "http://127.0.0.1:9090" }\n`
const UNITS = 'etc/systemd/system'
const WAYS = {
  follow: [`${UNITS}/linode-autoscale-web-follow.service`],
  timer: [`${UNITS}/linode-autoscale-web-turn.service`, `${UNITS}/linode-autoscale-web-turn.timer`],
  cron: ['etc/cron.d/linode-autoscale-web'],
  alerts: [
    'etc/prometheus/alertmanager.yml',
    'etc/linode-autoscale/executor.yml',
    `${UNITS}/linode-autoscale-executor.service`,
  ],
} as const
type Way = keyof typeof WAYS
const ALWAYS = ['etc/prometheus/prometheus.yml', 'etc/prometheus/rules.yml']

async function made(): Promise<World> {
  const world = new World({ profile: SIZED })
  await world.run('monitoring')
  return world
}

/** The host with what belongs to some ways, under the names that the files go to. */
async function hostWith(...ways: readonly Way[]): Promise<World> {
  const world = await made()
  const paths = [...ALWAYS, ...ways.flatMap((way) => WAYS[way])]
  for (const path of paths) {
    const name = path === WAYS.cron[0] ? 'crontab' : path.replace(/.*\//, '')
    world.files.set(`/host/${path}`, world.files.get(`monitoring/${name}`) ?? `no ${name}`)
  }
  return world
}

describe('the files of a fleet that is sized by its load', () => {
  test('a follow that stays, a turn from the timer or cron, and no reconcile beside them', async () => {
    const { files } = await made()
    const names = [...files.keys()].map((path) => path.replace('monitoring/', ''))
    expect(names).toEqual(
      expect.arrayContaining([
        'linode-autoscale-web-follow.service',
        'linode-autoscale-web-turn.service',
        'linode-autoscale-web-turn.timer',
      ]),
    )
    expect(names.filter((name) => name.includes('reconcile'))).toEqual([])
    const profile = '--profile /.*linode-autoscale.yaml'
    const text = (name: string): string => files.get(`monitoring/${name}`) ?? ''
    expect(text('linode-autoscale-web-follow.service')).toMatch(
      new RegExp(`^ExecStart=\\S+ follow --every 15s --log-file - ${profile}$`, 'm'),
    )
    expect(text('linode-autoscale-web-turn.service')).toMatch(
      new RegExp(`^ExecStart=\\S+ follow --log-file - ${profile}$`, 'm'),
    )
    const lines = text('crontab')
      .split('\n')
      .flatMap((line) => /^\S+ \* \* \* \* \S+ \S+ (\S+)/.exec(line)?.[1] ?? [])
    expect(lines).toEqual(['follow', 'status'])
  })

  test('it is started again unless its profile is wrong', async () => {
    const unit = (await made()).files.get('monitoring/linode-autoscale-web-follow.service')
    expect(unit).toMatch(/^Restart=always$/m)
    expect(unit).toMatch(/^RestartPreventExitStatus=2$/m)
  })
})

describe('the other files of a fleet that is sized by its load', () => {
  test('alerts wake a run every half minute out, and every three minutes in at most', async () => {
    const { files } = await made()
    const { route } = parse(files.get('monitoring/alertmanager.yml') ?? '')
    expect(route.routes).toEqual([
      expect.objectContaining({ group_interval: '30s', repeat_interval: '30s' }),
      expect.objectContaining({ repeat_interval: '3m' }),
    ])
    expect(route.group_interval).toBe('2m')
  })

  test('what is told of it is how it is sized, and no threshold', async () => {
    const { out } = await new World({ profile: SIZED }).run('monitoring')
    expect(out).toMatch(/^out +at once to what is wanted with each member 60% busy$/m)
    expect(out).toMatch(/^in +to the most that was wanted within 12m$/m)
    expect(out).not.toContain('high load')
  })

  test('check finds no fault with them', async () => {
    const world = await made()
    const flags = ['prometheus', 'rules', 'alertmanager', 'executor'].flatMap((name) => [
      `--${name}`,
      `monitoring/${name}.yml`,
    ])
    const { out } = await world.run('check', '--json', ...flags)
    const items: readonly { name: string; verdict: string }[] = JSON.parse(out).items
    const judged = items.filter(({ name }) => ['prometheus', 'rules', 'alertmanager'].includes(name))
    expect(judged.map(({ name, verdict }) => `${name} ${verdict}`).sort()).toEqual([
      'alertmanager ok',
      'prometheus ok',
      'rules ok',
    ])
  })
})

describe('what is installed of it', () => {
  test.each<[readonly Way[], readonly Way[]]>([
    [['follow', 'timer'], []],
    [['follow', 'cron'], []],
    [['timer'], []],
    [['cron'], []],
    [['follow', 'timer', 'alerts'], []],
    [['follow'], ['timer']],
    [['alerts'], ['follow', 'timer']],
    [[], ['follow', 'timer']],
  ])('of %j: %j is missed', async (there, missed) => {
    const world = await hostWith(...there)
    const { code, out } = await world.run('monitoring', '--check', '--root', '/host')
    const missing = out.split('\n').flatMap((line) => /^missing +\/host\/(\S+)/.exec(line)?.[1] ?? [])
    expect(missing).toEqual(missed.flatMap((way) => WAYS[way]))
    expect(code).toBe(missed.length === 0 ? 0 : 1)
  })
})
