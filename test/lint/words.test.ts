import { describe, expect, it } from 'vitest'
import { badWords } from '../../scripts/lint/words.mjs'
import { lintOf } from '../support/a-checkout.ts'

/** Ways to say a thing that has another word here. */
const SAID = [
  ['in a sentence', 'the replicas of a fleet', 'member'],
  ['in a name', 'const desiredSize = 3', 'wanted'],
  ['in the middle of a name', 'function isUnhealthyNow() {}', 'DOWN'],
  ['in a key of JSON', '{ "scale_up": 1 }', 'scale out'],
  ['in two words', 'Scaling down takes a minute', 'scale in'],
  ['in a type', 'export interface VmList {}', 'instance'],
  ['as a verb', 'it autoscales the members', 'follow'],
  ['as a request', 'const members = await fetchMembers()', 'observe'],
  ['as a plan’s part', 'for (const task of tasks) run(task)', 'change'],
  ['as a hold', 'return { kind: "noop" }', 'hold'],
] as const

/** What only looks like it. */
const SOUND = [
  ['the name of this tool', 'linode-autoscale follows the load of an autoscaler’s dreams'],
  ['a field of the API', 'client_conn_throttle: row.clientConnThrottle, lke_cluster_id: null'],
  ['the executor', 'prometheus-am-executor executor.yml'],
  ['Node’s own function', 'const reply = await fetch(url)'],
  ['a part of another word', 'the spooler of kvm in a hypervisor'],
  ['a line of a certificate', 'fIYrXQrtKvgI4VM7hVx9AiABuct8jNhcusb076Xnx57bjFeXDbvunohBB9FEJ+SE'],
] as const

describe('words', () => {
  it.each(SAID)('%s: %s is not said', (_rule, line, instead) => {
    const [why, ...more] = badWords('src/fleet/plan/plan.ts', `one\n${line}\n`)
    expect(why).toMatch(
      new RegExp(`^src/fleet/plan/plan.ts:2: ".*" is not a word of this project: say .*${instead}`),
    )
    expect(more.every((each) => each.includes(':2: '))).toBe(true)
  })

  it.each(SOUND)('%s is sound', (_rule, line) => expect(badWords('src/fleet/plan/plan.ts', line)).toEqual([]))

  it('a scrape job is Prometheus’ own, where it is spoken of', () => {
    expect(badWords('src/check/chain/a.ts', 'the jobs of prometheus.yml')).toEqual([])
    expect(badWords('src/apply/a.ts', 'the jobs of a run')).toHaveLength(1)
  })

  it.each(['src/apply/apply-utils.ts', 'test/support/helper.ts', 'src/linode/manager.ts'])(
    '%s is no name',
    (path) => expect(badWords(path, '')).toHaveLength(1),
  )

  it('npm run lint fails on one', async () => {
    const lint = await lintOf({ 'src/fleet/model/label.ts': 'export const replicas = 3\n' })
    expect(lint.exitCode).toBe(1)
    expect(lint.all).toContain(
      'src/fleet/model/label.ts:1: "replicas" is not a word of this project: say member',
    )
  })
})
