import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { aMoment } from '../../support/virtual-time.ts'
import { WEB, World } from '../../support/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-hooks-'))
const at = (name: string): string => join(folder, name)
const log = (): string => (existsSync(at('log')) ? readFileSync(at('log'), 'utf8') : '')

beforeEach(() => ['log', 'go', 'pid'].forEach((name) => rmSync(at(name), { force: true })))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Script {
  readonly text: string
  readonly timeout?: string
  readonly on_error?: 'continue' | 'stop'
}

/** A world whose profile has these hooks, each a shell script of its own. */
function hooked(scripts: Readonly<Record<string, Script>>): World {
  const lines = Object.entries(scripts).map(([moment, { text, timeout = '4s', on_error = 'continue' }]) => {
    writeFileSync(at(`${moment}.sh`), `cd ${folder}\n${text}\n`)
    return `  ${moment}: { command: [/bin/sh, ${at(`${moment}.sh`)}], timeout: ${timeout}, on_error: ${on_error} }`
  })
  const world = new World({ profile: `${WEB}hooks:\n${lines.join('\n')}\n` })
  world.env = { ...world.env, PATH: '/usr/bin:/bin', CREDENTIALS_DIRECTORY: '/run/credentials/x' }
  return world
}

async function until(there: () => boolean): Promise<void> {
  for (let i = 0; i < 4_000 && !there(); i++) await aMoment()
}

describe('hooks', () => {
  test('after_attach is told of the member, with no secret, before its health is waited for', async () => {
    const world = hooked({ after_attach: { text: 'env | sort > log; echo one; echo two >&2' } })
    const { code, out, err } = await world.run('scale-out', '--json')
    expect(code).toBe(0)
    const address = world.sandbox.byHand.privateAddressOf('web-4')
    const told = log()
      .split('\n')
      .filter((line) => line !== '' && !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))
    expect(told).toEqual([
      `LINODE_AUTOSCALE_ADDRESS=${address}`,
      `LINODE_AUTOSCALE_BACKENDS=${address}:80`,
      'LINODE_AUTOSCALE_FLEET=web',
      'LINODE_AUTOSCALE_HOOK=after_attach',
      expect.stringMatching(/^LINODE_AUTOSCALE_INSTANCE_ID=\d+$/),
      'LINODE_AUTOSCALE_MEMBER=web-4',
      'PATH=/usr/bin:/bin',
    ])
    expect(err).toMatch(/^\S+Z web-4: after_attach: one$/m)
    expect(err).toMatch(/^\S+Z web-4: after_attach: two$/m)
    expect(stepsOf(out)).toEqual(['create done', 'attach done', 'hook done', 'wait done'])
  })

  test('before_drain comes first and after_delete last', async () => {
    const world = hooked({
      before_drain: { text: 'echo "$LINODE_AUTOSCALE_HOOK $LINODE_AUTOSCALE_MEMBER" >> log' },
      after_delete: { text: 'echo "$LINODE_AUTOSCALE_HOOK $LINODE_AUTOSCALE_MEMBER" >> log' },
    })
    const { out } = await world.run('scale-in', '--json')
    expect(log()).toBe('before_drain web-3\nafter_delete web-3\n')
    expect(stepsOf(out).map((s) => s.split(' ')[0])).toEqual([
      'hook',
      'drain',
      'wait',
      'delete',
      'detach',
      'hook',
    ])
  })

  test('a dry run shows them and runs none', async () => {
    const world = hooked({ before_drain: { text: 'echo ran > log' }, on_hold: { text: 'echo ran > log' } })
    const { out } = await world.run('scale-in', '--dry-run')
    expect(out).toMatch(/hook {4}before_drain: \/bin\/sh \S+before_drain\.sh, at most 4s\n {4}drain/)
    await world.run('scale-in', '--to', '3', '--dry-run')
    expect(log()).toBe('')
  })
})

describe('a hook that does not go well', () => {
  const failing: readonly (readonly [string, string, 'continue' | 'stop', number, string])[] = [
    ['before_drain', 'scale-in', 'continue', 0, 'removed'],
    ['before_drain', 'scale-in', 'stop', 1, 'kept'],
    ['after_delete', 'scale-in', 'continue', 0, 'removed'],
    ['after_delete', 'scale-in', 'stop', 1, 'removed'],
    ['after_attach', 'scale-out', 'continue', 0, 'added'],
    ['after_attach', 'scale-out', 'stop', 1, 'added'],
  ]
  test.each(failing)(
    '%s of %s fails and on_error is %s: exit %i, %s, and nothing half done',
    async (moment, command, on_error, code, came) => {
      const world = hooked({ [moment]: { text: 'exit 7', on_error } })
      const ran = await world.run(command)
      expect(ran.code).toBe(code)
      expect(ran.out).toContain(`${moment}: exit code 7; on_error is ${on_error}`)
      expect(ran.out).not.toContain('not done: ')
      const labels = world.sandbox.byHand.instances().map((i) => i.label)
      expect(labels.filter((l) => l.startsWith('web-'))).toHaveLength(
        { kept: 3, removed: 2, added: 4 }[came] ?? 0,
      )
      expect(world.illegalities()).toEqual([])
      expect(world.writes.length > 0).toBe(came !== 'kept')
    },
  )

  test('one that takes too long is killed with everything it has started', async () => {
    const world = hooked({
      before_drain: { text: 'trap "" TERM\nsleep 60 & echo $! > pid\nwait', timeout: '1s', on_error: 'stop' },
    })
    const { code, out } = await world.run('scale-in')
    expect([code, out]).toEqual([1, expect.stringContaining('before_drain: killed after 1s')])
    expect(world.writes).toEqual([])
    const pid = Number(readFileSync(at('pid'), 'utf8'))
    await until(() => !isAlive(pid))
    expect(isAlive(pid)).toBe(false)
  })

  test('a signal kills it, and the member is not drained', async () => {
    const world = hooked({ before_drain: { text: 'sleep 60 & echo $! > pid; wait', timeout: '1m' } })
    const running = world.begin('scale-in')
    await until(() => existsSync(at('pid')))
    world.stop.abort('SIGTERM')
    const { code, err } = await world.time.run(running)
    expect([code, err]).toEqual([143, expect.stringContaining('stopped by SIGTERM: nothing was changed')])
    expect(world.writes).toEqual([])
    const pid = Number(readFileSync(at('pid'), 'utf8'))
    await until(() => !isAlive(pid))
    expect(isAlive(pid)).toBe(false)
  })
})

describe('a hook and what it leaves behind', () => {
  const DAEMONS = [
    ['in its process group', 'sleep 60 & echo $! > pid'],
    [
      'in a session of its own',
      'setsid sh -c "echo \\$\\$ > pid; exec sleep 60" &\nwhile [ ! -s pid ]; do sleep 0.02; done',
    ],
  ] as const

  test.each(DAEMONS)(
    'one that leaves a daemon %s has ended when it has exited, and leaves it alone',
    async (_, text) => {
      const world = hooked({ before_drain: { text: `echo said\n${text}`, timeout: '50s', on_error: 'stop' } })
      const { code, err } = await world.run('scale-in')
      const pid = Number(readFileSync(at('pid'), 'utf8'))
      expect([code, isAlive(pid)]).toEqual([0, true])
      expect(err).toContain('before_drain: said')
      process.kill(pid, 'SIGKILL')
    },
  )

  test.each(DAEMONS)('one that outlives its time beside a daemon %s is not waited for', async (_, text) => {
    const world = hooked({
      before_drain: { text: `${text}\ntrap "" TERM\nsleep 61`, timeout: '1s', on_error: 'stop' },
    })
    const { code, out } = await world.run('scale-in')
    expect([code, out]).toEqual([1, expect.stringContaining('before_drain: killed after 1s')])
    try {
      process.kill(Number(readFileSync(at('pid'), 'utf8')), 'SIGKILL')
    } catch {
      // It was in the group.
    }
  })

  test('a signal ends the wait for one that does not end', async () => {
    const world = hooked({
      before_drain: { text: 'trap "" TERM\necho > go\nsleep 62 & wait; sleep 62', timeout: '1h' },
    })
    const running = world.begin('scale-in')
    await until(() => existsSync(at('go')))
    world.stop.abort('SIGTERM')
    const { code, out } = await world.time.run(running)
    expect([code, out]).toEqual([143, ''])
    expect(world.writes).toEqual([])
  })
})

describe('what a hook writes', () => {
  test('the token and what comes from the environment are blotted out of what it writes', async () => {
    const password = 'of "the" database'
    const text = String.raw`echo 'sandbox-token' 'of "the" database' '{"p":"of \"the\" database"}'`
    const world = hooked({ on_hold: { text } })
    world.profile((profile) => profile.replace('  tags:', '  stackscript_data: { db: { env: DB } }\n  tags:'))
    Object.assign(world.env, { DB: password })
    const { err } = await world.run('scale-in', '--to', '3')
    expect(err).toContain('on_hold: *** *** {"p":"***"}')
  })

  test('of a long line its beginning is told, and a line without an end ends', async () => {
    const world = hooked({ on_hold: { text: 'head -c 5000 /dev/zero | tr "\\\\0" x' } })
    const { err } = await world.run('scale-in', '--to', '3')
    expect(err).toMatch(/on_hold: x{2000}$/m)
  })
})

describe('what happens while a hook runs', () => {
  const meanwhile: readonly (readonly [string, (world: World) => void, readonly string[]])[] = [
    ['nothing happens', () => undefined, ['web-1', 'web-2']],
    ['a person keeps it', (w) => w.sandbox.byHand.addTag('web-3', 'keep'), ['web-1', 'web-2', 'web-3']],
    ['most members break', (w) => w.breakAll(), ['web-1', 'web-2', 'web-3']],
  ]
  test.each(meanwhile)('before_drain takes 90 s and meanwhile %s', async (_name, happens, left) => {
    const world = hooked({ before_drain: { text: 'echo > log; while [ ! -f go ]; do sleep 0.02; done' } })
    const running = world.begin('scale-in', '--json')
    await until(() => existsSync(at('log')))
    happens(world)
    world.time.advance(90_000)
    writeFileSync(at('go'), '')
    const { code } = await world.time.run(running)
    expect(code).toBe(0)
    const labels = world.sandbox.byHand.instances().map((i) => i.label)
    expect(labels.filter((l) => l.startsWith('web-')).toSorted()).toEqual(left)
    expect(world.illegalities()).toEqual([])
  })

  test('a program that does not exist is told by its moment', async () => {
    const world = new World({ profile: `${WEB}hooks: { after_attach: { command: [/nowhere/x] } }\n` })
    const { code, out } = await world.run('scale-out')
    expect([code, out]).toEqual([0, expect.stringContaining('after_attach: there is no program ')])
  })
})

describe('a token that was not accepted', () => {
  const EVERY = { on_hold: { text: 'echo ran >> log' }, on_failure: { text: 'echo ran >> log' } }

  test.each<readonly [string, (world: World) => void, readonly string[], number]>([
    ['there is no token', (world) => delete world.env['LINODE_TOKEN'], [], 2],
    ['Linode refuses it', (world) => world.sandbox.byHand.revokeToken(), [], 3],
    [
      'nobody answers',
      (world) => world.sandbox.faults.add({ method: 'GET', path: '*', kind: 'drop-before', times: 1000 }),
      [],
      3,
    ],
    ['the arguments are wrong', () => undefined, ['--to', '99'], 2],
    ['--when cannot ask', () => undefined, ['--when'], 2],
    [
      'the environment lacks a value',
      (world) =>
        world.profile((text) => text.replace('  tags:', '  stackscript_data: { a: { env: NO } }\n  tags:')),
      [],
      2,
    ],
  ])('none runs before a token was accepted: %s', async (_, spoil, args, exit) => {
    const world = hooked(EVERY)
    spoil(world)
    const { code } = await world.run('scale-out', ...args)
    expect([code, log()]).toEqual([exit, ''])
  })
})

describe('hooks of a run', () => {
  test('on_hold is told the hold', async () => {
    const world = hooked({ on_hold: { text: 'env | grep -E "HOLD|ACTION|SERVING" | sort > log' } })
    expect((await world.run('scale-in', '--to', '3')).code).toBe(0)
    expect(log()).toContain('LINODE_AUTOSCALE_ACTION=scale-in\nLINODE_AUTOSCALE_HOLD=at-size\n')
    expect(log()).toContain('LINODE_AUTOSCALE_SERVING=3')
  })

  test('on_hold that fails and stops makes the exit code 1', async () => {
    const world = hooked({ on_hold: { text: 'exit 1', on_error: 'stop' } })
    const { code, err } = await world.run('scale-in', '--to', '3')
    expect([code, err]).toEqual([1, expect.stringContaining('the hook on_hold failed: exit code 1')])
  })

  test('on_failure is told of a step that failed, and of a cloud that cannot be read', async () => {
    const text = 'echo "$LINODE_AUTOSCALE_ACTION: $LINODE_AUTOSCALE_FAILURE" >> log'
    const world = hooked({ on_failure: { text }, after_attach: { text: 'exit 9', on_error: 'stop' } })
    expect((await world.run('scale-out')).code).toBe(1)
    expect(log()).toContain('scale-out: web-4: hook: after_attach: exit code 9')
    world.files.set(
      'linode-autoscale.yaml',
      (world.files.get('linode-autoscale.yaml') ?? '').replace('id: 67890', 'id: 4'),
    )
    expect((await world.run('scale-out')).code).toBe(3)
    expect(log()).toMatch(/^scale-out: .*config 4/m)
  })

  test('a replacement is asked before its drain too', async () => {
    const world = hooked({
      before_drain: { text: 'echo "$LINODE_AUTOSCALE_MEMBER" >> log; exit 1', on_error: 'stop' },
    })
    world.pin('web-2', 'DOWN')
    const { code } = await world.run('reconcile')
    expect([code, log()]).toEqual([1, 'web-2\n'])
    expect(world.writes).toEqual([])
  })
})

function stepsOf(json: string): readonly string[] {
  const { changes } = JSON.parse(json) as {
    changes: readonly { steps: readonly { step: string; status: string }[] }[]
  }
  return changes.flatMap((c) => c.steps.map((s) => `${s.step} ${s.status}`))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
