import { describe, expect, test } from 'vitest'
import { EXPERIMENT_NAMES } from '../../../src/rehearse/experiment.ts'
import { ASSUMED } from '../../../src/rehearse/facts.ts'
import { parseFacts } from '../../../src/rehearse/facts-file.ts'
import { defaultSwitches, realTimings } from '../../../src/sandbox/state/switches.ts'
import { WEB, World } from '../../support/world.ts'

const GIVEN = `${WEB}rehearse: { nodebalancer: 12345, config: 67899 }\n`

interface Report {
  readonly result: string
  readonly cost: number
  readonly left: readonly string[]
  readonly experiments: readonly {
    readonly name: string
    readonly facts: object
    readonly as_assumed: boolean
  }[]
}

const report = (out: string): Report => JSON.parse(out) as Report

describe('rehearse', () => {
  test('makes nothing without --yes, and says what it would make and what that costs', async () => {
    const world = new World()
    const { code, out } = await world.run('rehearse')
    expect(code).toBe(0)
    expect(world.writes).toEqual([])
    for (const name of EXPERIMENT_NAMES) expect(out).toContain(`  ${name}`)
    expect(out).toContain(
      'makes    at most 4 instances of g6-nanode-1 (linode/debian12) and one NodeBalancer',
    )
    expect(out).toContain('costs    at most $0.045 in begun hours; the budget is $0.05')
    expect(out).toContain(
      'harms    nothing that is not its own: all it makes has the tag rehearsal:web:12345',
    )
  })

  test('asks, keeps the facts, and leaves the account as it was', async () => {
    const world = new World()
    const before = [world.sandbox.byHand.instances(), world.sandbox.byHand.backends()]
    const { code, out } = await world.run('rehearse', '--yes', '--keep-facts', 'facts.json', '--json')
    expect(code).toBe(0)
    const { result, experiments, left } = report(out)
    expect([result, left]).toEqual(['done', []])
    expect(experiments.map((e) => e.name)).toEqual(EXPERIMENT_NAMES)
    expect(experiments.filter((e) => !e.as_assumed)).toEqual([])
    expect([world.sandbox.byHand.instances(), world.sandbox.byHand.backends()]).toEqual(before)
    expect(parseFacts(world.files.get('facts.json') ?? '').facts.labelRace).toBe('one')
  })

  test('what it assumes is what the sandbox does by itself', () => {
    const { listLag, ...switches } = defaultSwitches
    const named = { instanceLag: listLag.instances, nodeLag: listLag.nodes, eventLag: listLag.events }
    const all: object = { ...switches, ...named, ...realTimings }
    const both = Object.entries(ASSUMED).filter(([name]) => Object.hasOwn(all, name))
    expect(both.length).toBeGreaterThan(24)
    for (const [name, value] of both) expect(Reflect.get(all, name), name).toEqual(value)
  })

  test('only the experiments that are named, with what they need', async () => {
    const world = new World()
    const { out } = await world.run('rehearse', '--yes', '--json', '--only', 'node-label', 'headers')
    expect(report(out).experiments.map((e) => e.name)).toEqual(['headers', 'node-label'])
    expect(report(out).cost).toBeCloseTo(0.0225)
  })

  test('a config that the profile gives saves the NodeBalancer', async () => {
    const world = new World({ profile: GIVEN })
    const { out } = await world.run('rehearse')
    expect(out).toContain('backend nodes are tried on config 67899 of NodeBalancer 12345 alone')
    expect(out).toContain('at most 4 instances of g6-nanode-1 (linode/debian12), and deletes them')
  })
})

describe('rehearse is careful', () => {
  test('no secret stands in the report', async () => {
    const world = new World({ profile: WEB.replace('  authorized_users: [alice]\n', '') })
    let password = ''
    world.witness = ({ body }) => (password = /"root_pass":"([^"]+)"/.exec(body)?.[1] ?? password)
    const { out, err } = await world.run('rehearse', '--yes', '--json')
    expect(password.length).toBeGreaterThan(20)
    for (const text of [out, err]) {
      expect(text).not.toContain(password)
      expect(text).not.toContain('sandbox-token')
      expect(text).not.toContain('@example.com')
    }
  })

  test('a signal ends the asking, not the tidying up', async () => {
    const world = new World()
    const before = world.sandbox.byHand.instances().length
    const run = world.begin('rehearse', '--yes', '--json')
    await world.pass(30_000)
    expect(world.sandbox.byHand.instances().length).toBeGreaterThan(before)
    world.stop.abort('SIGTERM')
    const { code, out } = await world.time.run(run)
    expect(code).not.toBe(0)
    expect(report(out)).toMatchObject({ result: 'stopped', left: [] })
    expect(world.sandbox.byHand.instances().length).toBe(before)
  })

  test.each([
    [['--only', 'nonsense'], '--only nonsense: no such experiment; there are scopes, grants'],
    [['--budget', 'much'], '--budget much: give dollars, such as 0.05'],
  ])('%s is a mistake, and nothing is sent', async (flags, said) => {
    const world = new World()
    const { code, err } = await world.run('rehearse', ...flags)
    expect(code).toBe(2)
    expect(err).toContain(said)
    expect(world.sandbox.log).toEqual([])
  })
})

describe('a file of facts', () => {
  test.each([
    ['no JSON', 'nonsense'],
    ['of another kind', '{"version": 1}'],
    ['with a fact of another kind', '{"version": 1, "facts": {"labelRace": 5}}'],
    ['with a word that is none', '{"version": 1, "facts": {"labelRace": "maybe"}}'],
    ['with a fact that is none', '{"version": 1, "facts": {"moon": "full"}}'],
    ['with a time below zero', '{"version": 1, "facts": {"eventLag": -5}}'],
  ])('%s is refused by the sandbox', async (_, text) => {
    const world = new World()
    world.files.set('facts.json', text)
    const { code, err } = await world.run('sandbox', '--facts', 'facts.json')
    expect(code).toBe(2)
    expect(err).toContain('--facts facts.json: ')
  })
})
