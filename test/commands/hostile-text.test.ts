import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { SandboxReply, SandboxRequest } from '../../src/sandbox/wire/exchange.ts'
import { FakePrometheus } from '../support/fake-prometheus.ts'
import { WEB, World, type Ran } from '../support/world.ts'

// Everything that is not ours says this, wherever it can: nothing of it may come through raw, in any output of any command.
const EVIL =
  'EVIL\u001b]0;TITLE\u0007\u001b[2J\n2026-01-01T00:00:00Z web: done: 99 added\n::error::forged\u202e\u0085\u009b31m\u2028'

/** A text that reached an output, in whatever shape. */
const MARK = 'EVIL'
/** As much of it as a name may have. */
const SHORT = EVIL.slice(0, 45)

const ESC = '\u001b'
/** What this program itself writes to a terminal: colours, movements, the other screen. */
const OURS = new RegExp(`${ESC}\\[(?:\\d{0,3}[mKJA]|H|\\?(?:7|25|1049)[hl])`, 'g')

const RAW: readonly (readonly [string, (text: string) => boolean])[] = [
  ['an escape sequence that is not ours', (text) => text.replaceAll(OURS, '').includes(ESC)],
  ['a cleared screen', (text) => text.includes(`${ESC}[2J`)],
  ['a bell', (text) => text.includes('\u0007')],
  ['a C1 control', (text) => /[\u0080-\u009f]/.test(text)],
  ['a mark of direction', (text) => /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/.test(text)],
  ['a line end of Unicode', (text) => /[\u2028\u2029]/.test(text)],
  ['a forged line', (text) => /^\s*2026-01-01T00:00:00Z/m.test(text)],
  ['a command for a runner of builds', (text) => text.includes('::error::')],
]

function raw(text: string): readonly string[] {
  return RAW.flatMap(([name, is]) => (is(text) ? [name] : []))
}

/** Every text of a JSON value, and its keys. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => [key, ...textsOf(each)])
}

/** What a program that reads the JSON shows. */
function decoded({ out }: Ran): string {
  return /^[[{]/.test(out) ? textsOf(JSON.parse(out)).join('\n') : ''
}

let reached = 0

/** Nothing came through raw, of what is shown and of what is in the JSON. */
function expectHarmless(ran: Ran, ...more: readonly string[]): void {
  const shown = [ran.out, ran.err, decoded(ran), ...more].join('\n')
  expect(raw(shown)).toEqual([])
  reached += shown.includes(MARK) ? 1 : 0
}

type Lie = (body: Record<string, unknown>, request: SandboxRequest) => void

/** Puts a liar between the commands and the sandbox. */
function lied(world: World, lie: Lie): World {
  const truth = world.sandbox.handle.bind(world.sandbox)
  world.sandbox.handle = (request) => {
    const reply = truth(request)
    if (!reply.body.startsWith('{')) return reply
    const body: Record<string, unknown> = JSON.parse(reply.body)
    lie(body, request)
    return { ...reply, body: JSON.stringify(body) }
  }
  return world
}

/** The texts that nothing is decided by, in rows and in what is in them. */
const WORDS = new Set([
  'label',
  'type',
  'status',
  'region',
  'username',
  'description',
  'image',
  'address',
  'mode',
])

function evilRow(row: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(row)) {
    if (key === 'label' && typeof value === 'string' && value.startsWith('web-')) continue
    if (key === 'entity' || key === 'ipv4' || key === 'tags') continue
    if (typeof value === 'string' && WORDS.has(key)) row[key] = `${value}${EVIL}`
  }
}

const onlyForeign: Lie = (body) => {
  for (const row of rowsOf(body))
    if (String(row['label']).startsWith('legacy')) row['label'] = `legacy${EVIL}`
}
const usersAndTypes: Lie = (body) => {
  for (const row of rowsOf(body)) {
    if (typeof row['username'] === 'string') row['username'] = `ann${EVIL}`
    if (typeof row['type'] === 'string' && row['type'].startsWith('g6-')) row['type'] += EVIL
  }
}
const everyWord: Lie = (body) => rowsOf(body).forEach(evilRow)

function rowsOf(body: Record<string, unknown>): readonly Record<string, unknown>[] {
  return Array.isArray(body['data']) ? body['data'] : [body]
}

function refusal(status: number): Pick<SandboxReply, 'status' | 'body'> {
  return { status, body: JSON.stringify({ errors: [{ reason: EVIL, field: `label${EVIL}` }] }) }
}

/** An API that refuses what a test names, in evil words. */
function refusing(world: World, refuses: (request: SandboxRequest) => boolean, status = 400): World {
  const truth = world.sandbox.handle.bind(world.sandbox)
  world.sandbox.handle = (request) =>
    refuses(request) ? { ...truth(request), ...refusal(status) } : truth(request)
  return world
}

const COMMANDS: readonly (readonly string[])[] = [
  ['status'],
  ['status', '--prometheus'],
  ['scale-out', '--no-wait'],
  ['scale-out', '--dry-run'],
  ['scale-out', '--dry-run', '-v'],
  ['scale-in', '-v'],
  ['scale-in', '--to', '2', '--log-file', '-'],
  ['reconcile', '--log-file', '-'],
  ['check'],
  ['adopt', 'legacy-1', 'stranger'],
  ['pause', '--for', '1h'],
  ['resume'],
  ['monitoring'],
  ['targets'],
]
const inBoth = COMMANDS.flatMap((args) => [[args], [[...args, '--json']]] as const)

beforeEach(() => {
  reached = 0
})

describe.each([
  ['labels of others', onlyForeign],
  ['users and types', usersAndTypes],
  ['every word', everyWord],
])('an API whose %s are evil', (_, lie) => {
  test.each(inBoth)('%j', async (args) => {
    // The document of the API is not what is tried here.
    const world = lied(new World(), lie)
    expectHarmless(await world.run(...args).catch(againstTheDocument))
  })
})

/** The judge of the traffic calls such answers wrong, which they are. */
function againstTheDocument(error: unknown): Ran {
  if (error instanceof Error && error.message.startsWith('against the API document'))
    return { code: 0, out: '', err: '' }
  throw error
}

describe.each([
  ['every write', (r: SandboxRequest) => r.method !== 'GET', 400],
  ['every read', () => true, 400],
  ['the token', () => true, 401],
  ['instances', (r: SandboxRequest) => r.url.includes('instances'), 403],
] as const)('an API that refuses %s in evil words', (_, refuses, status) => {
  test.each(inBoth)('%j', async (args) => {
    const world = refusing(new World(), refuses, status)
    expectHarmless(await world.run(...args).catch(againstTheDocument))
  })
})

test('and what an API says of a refusal was shown', async () => {
  for (const args of COMMANDS.slice(0, 10))
    expectHarmless(
      await refusing(new World(), () => true)
        .run(...args)
        .catch(againstTheDocument),
    )
  expect(reached).toBe(10)
})

const atTerminal = (): World => {
  const world = new World()
  world.terminal = { columns: () => 200, rows: () => 50, color: true }
  return world
}

describe('on a terminal', () => {
  test.each(COMMANDS.slice(0, 10).map((args) => [args]))('%j, in colours and redrawn', async (args) => {
    expectHarmless(await refusing(atTerminal(), (r) => r.method !== 'GET').run(...args))
    expectHarmless(
      await lied(atTerminal(), usersAndTypes)
        .run(...args)
        .catch(againstTheDocument),
    )
  })

  test('status --watch', async () => {
    const world = lied(atTerminal(), everyWord)
    const watching = world.begin('status', '--watch').catch(againstTheDocument)
    await world.pass(3_000)
    world.stop.abort('SIGINT')
    expectHarmless(await world.time.run(watching))
  })

  test('the questions of init', async () => {
    const world = lied(new World(), everyWord)
    world.answers = ['', '', '', '', '', '', '', '', '']
    const ran = await world.run('init', '--out', 'new.yaml').catch(againstTheDocument)
    expectHarmless(ran, world.questions.join('\n'), world.files.get('new.yaml') ?? '')
    expect(world.questions.join('')).toContain(MARK)
  })
})

describe('what is asked longer than once', () => {
  const SIZED = `${WEB}load: { target: 0.6, from: linode }\n`

  test.each([
    ['a turn', ['follow']],
    ['a turn as one object', ['follow', '--json']],
    ['one that stays', ['follow', '--every', '15s']],
  ])('follow: %s', async (_, args) => {
    const world = lied(new World({ profile: SIZED }), everyWord)
    const following = world.begin(...args).catch(againstTheDocument)
    await world.pass(60_000)
    world.stop.abort('SIGTERM')
    expectHarmless(await world.time.run(following))
  })

  test.each([
    ['refuses every create', (r: SandboxRequest) => r.method === 'POST'],
    ['refuses every other write', (r: SandboxRequest) => r.method === 'PUT' || r.method === 'DELETE'],
  ])('rehearse of an API that %s, and the file it keeps', async (_, refuses) => {
    for (const json of [[], ['--json']]) {
      const world = refusing(new World(), refuses)
      const ran = await world
        .run('rehearse', '--yes', '--keep-facts', 'facts.json', ...json)
        .catch(againstTheDocument)
      const kept = world.files.get('facts.json') ?? '{}'
      expectHarmless(ran, kept, decoded({ ...ran, out: kept }))
    }
    expect(reached).toBe(2)
  })

  test('simulate of a trace with an evil line, of an evil name, and of an evil profile', async () => {
    const world = new World({ profile: SIZED })
    world.files.set('load.csv', `1\n${EVIL}\n`)
    world.files.set(`${EVIL}.csv`, '1\n2\n')
    world.files.set(`${EVIL}.yaml`, SIZED)
    for (const json of [[], ['--json']]) {
      expectHarmless(await world.run('simulate', '--trace', 'load.csv', ...json))
      expectHarmless(await world.run('simulate', '--trace', `${EVIL}.csv`, ...json))
      expectHarmless(await world.run('simulate', '--load', 'day', '--with', `${EVIL}.yaml`, ...json))
    }
    expect(reached).toBe(2)
  })
})

/** A world whose profile is found wrong, or evil, only when a command reads it. */
function written(profile: string): World {
  const world = new World()
  world.files.set('linode-autoscale.yaml', profile)
  return world
}

/** A text as YAML's own quotes hold it. */
const escaped = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
/** In quotes, with what nobody sees written out: raw it is refused. */
const yaml = (text: string): string => JSON.stringify(text).replace(/[^\x20-\x7e]/g, escaped)

describe('what else is not ours', () => {
  test.each(['text', 'json'])('Prometheus, as %s', async (as) => {
    const error = { status: 422, body: JSON.stringify({ status: 'error', errorType: EVIL, error: EVIL }) }
    await using prometheus = await FakePrometheus.start({ ALERTS: error, fleet: error })
    const world = new World({ profile: `${WEB}prometheus: { url: "${prometheus.url}" }\n` })
    const json = as === 'json' ? ['--json'] : []
    expectHarmless(await world.run('scale-out', '--when', '--log-file', '-', ...json))
    expectHarmless(await world.run('status', ...json))
    expect(reached).toBe(2)
  })

  test.each([[[]], [['--json']]])('alerts of the executor %j', async (json) => {
    const world = new World()
    Object.assign(world.env, {
      AMX_STATUS: 'firing',
      AMX_ALERT_LEN: '1',
      AMX_ALERT_1_STATUS: 'firing',
      AMX_ALERT_1_LABEL_alertname: EVIL,
      AMX_ALERT_1_FINGERPRINT: EVIL,
    })
    expectHarmless(await world.run('scale-out', '--no-wait', '--log-file', '-', ...json))
    expect(reached).toBe(1)
  })

  const TRIED = [
    ['status'],
    ['scale-out', '--dry-run'],
    ['scale-out', '--to', '3'],
    ['adopt', 'stranger'],
    ['check'],
  ]
  test.each([
    ['an unknown key', `${WEB}${yaml(EVIL)}: 1\n`],
    ['a type', WEB.replace('g6-nanode-1', yaml(`g6${SHORT}`))],
    [
      'a hook',
      `${WEB}hooks: { on_hold: { command: [${yaml(`/no/${EVIL}`)}] }, after_attach: { command: [echo, ${yaml(EVIL)}] } }\n`,
    ],
    ['a text that is no YAML', `${WEB}  ${EVIL}: [\n`],
    ['an anchor', `${WEB}load: *${EVIL.slice(0, 30)}\n`],
  ])('%s of a profile', async (name, profile) => {
    for (const args of TRIED)
      for (const json of [[], ['--json']])
        expectHarmless(
          await written(profile)
            .run(...args, ...json)
            .catch(againstTheDocument),
        )
    // What is no YAML, and a value with invisible characters in it, is not repeated.
    if (name === 'an unknown key' || name === 'an anchor') expect(reached).toBeGreaterThan(0)
  })
})

describe('what was typed', () => {
  test('the name of a profile, and flags', async () => {
    const world = new World()
    world.files.set(`${EVIL}.yaml`, `${WEB}nmae: web\n`)
    for (const json of [[], ['--json']]) {
      expectHarmless(await world.run('status', '-p', `${EVIL}.yaml`, ...json))
      expectHarmless(await world.run('status', '-p', `absent-${EVIL}`, ...json))
      expectHarmless(await world.run('scale-out', '--by', EVIL, ...json))
      expectHarmless(await world.run('status', `--${EVIL}`, ...json))
      expectHarmless(await world.run(EVIL, ...json))
    }
    expect(reached).toBeGreaterThan(7)
  })
})

const hook = (script: string): string =>
  `${WEB}hooks: { on_failure: { command: [/bin/sh, -c, ${JSON.stringify(script)}] } }\n`

describe('hooks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-hostile-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const facts = join(folder, 'facts')

  test('what they write is one line each', async () => {
    const script = String.raw`printf 'EVIL\033[2J\302\205\302\233\342\200\256\n::error::forged\n'`
    const world = refusing(new World({ profile: hook(script) }), (r) => r.method !== 'GET')
    expectHarmless(await world.run('scale-out', '--no-wait'))
    expect(reached).toBe(1)
  })

  test('what they are told has no line of somebody else', async () => {
    const profile = hook(`env > ${facts}`)
    await refusing(new World({ profile }), (r) => r.method !== 'GET').run('scale-out', '--no-wait')
    const told = readFileSync(facts, 'utf8')
    expect(told).toContain('LINODE_AUTOSCALE_FAILURE')
    expect(told).toContain(MARK)
    expect(raw(told)).toEqual([])
  })
})
