import { describe, expect, test } from 'vitest'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import { newProfileText } from '../../src/profile/new-profile.ts'
import type { Profile } from '../../src/profile/profile.ts'
import { plausibleType, linodeTypes } from '../../src/sandbox/account/linode-types.ts'
import { coresOfType } from '../../src/fleet/model/type-cores.ts'
import { WEB } from '../support/world.ts'

const PROMETHEUS = 'prometheus: { url: "http://127.0.0.1:9090" }\n'
const BARE = WEB.replace(/scale_in: .*\n/, '')
const parse = (more: string): Profile => parseProfile(`${BARE}${more}`, { path: 'web.yaml' })
const problem = (more: string): string => {
  try {
    parse(more)
    return ''
  } catch (error) {
    return error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : ''
  }
}

describe('a fleet sized by its load', () => {
  test('with a target and nothing else', () => {
    const { policy, load } = parse(`load: { target: 0.6 }\n${PROMETHEUS}`)
    expect(policy.load).toEqual({
      target: 0.6,
      signals: [],
      window: 720_000,
      warmUp: 120_000,
      spare: 0,
      cores: 1,
      stepIn: null,
      cooldownIn: null,
      from: 'prometheus',
    })
    expect(load).toBeNull()
    expect(policy.scaleOut.cooldown).toBe(0)
    expect(policy.scaleIn.keepsPaidHour).toBe(true)
  })

  test('with signals: 0.7 of what members do fully busy', () => {
    const { policy } = parse(
      `load: { window: 5m, warm_up: 90s, signals: [{ name: arrivals, query: 'sum(rate(a{fleet="$fleet"}[1m]))', per_member: 300 }] }\n`,
    )
    expect(policy.load).toMatchObject({
      target: 0.7,
      window: 300_000,
      warmUp: 90_000,
      signals: [{ name: 'arrivals', query: 'sum(rate(a{fleet="$fleet"}[1m]))', perMember: 300 }],
    })
  })

  test('step, cooldowns, spare and paid_hour bind where they are written', () => {
    const profile = parseProfile(
      `${BARE.replace('max: 8 }', 'max: 8, spare: 2 }')}load: { target: 0.5 }
scale_out: { cooldown: 2m }
scale_in: { step: 3, cooldown: 4m, paid_hour: ignore }
`,
      { path: 'web.yaml' },
    )
    expect(profile.policy.load).toMatchObject({ spare: 2, stepIn: 3, cooldownIn: 240_000 })
    expect(profile.policy.scaleOut.cooldown).toBe(120_000)
    expect(profile.policy.scaleIn.keepsPaidHour ?? false).toBe(false)
  })

  test('without target and signals everything is as it was', () => {
    for (const more of ['', 'load: { high: 0.7, high_for: 5m, low: 0.3, low_for: 10m }\n']) {
      const { policy } = parse(more)
      expect(policy).not.toHaveProperty('load')
      expect(policy.scaleIn).not.toHaveProperty('keepsPaidHour')
      expect(policy.scaleOut.cooldown).toBe(300_000)
    }
    expect(parse('scale_in: { paid_hour: keep }\n').policy.scaleIn.keepsPaidHour).toBe(true)
  })

  test('a fleet that nobody measures is told', () => {
    expect(parse('load: { target: 0.6 }\n').remarks.join()).toContain('nobody is asked what is wanted')
    expect(parse('load: { target: 0.6, from: linode }\n').remarks.join()).not.toContain('nobody is asked')
    expect(parse(`load: { target: 0.6 }\n${PROMETHEUS}`).remarks.join()).not.toContain('nobody is asked')
  })
})

describe('load by steps', () => {
  test('a fleet that changes by steps has a warm-up too: an installing member is none that is busy or idle', () => {
    const steps = 'high: 0.7, high_for: 5m, low: 0.3, low_for: 10m'
    expect(parse(`load: { ${steps} }\n`).load?.warmUp).toBe(120_000)
    expect(parse(`load: { ${steps}, warm_up: 5m }\n`).load?.warmUp).toBe(300_000)
  })
})

describe('what cannot be said of a load', () => {
  test.each([
    ['a whole target', 'load: { target: 1 }', 'must be below 1'],
    ['no target', 'load: { target: 0 }', 'must be above 0'],
    ['steps beside a target', 'load: { target: 0.6, high: 0.7 }', 'changes by steps'],
    ['steps that are not whole', 'load: { high: 0.7, high_for: 5m }', 'is missing'],
    ['low above high', 'load: { high: 0.3, high_for: 5m, low: 0.7, low_for: 5m }', 'never rest'],
    ['a window without a target', 'load: { window: 15m }', 'give load.target or load.signals too'],
    ['a window of seconds', 'load: { target: 0.6, window: 30s }', 'at least 1m'],
    ['an empty load', 'load: {}', 'is missing'],
    ['no signals in a list of them', 'load: { signals: [] }', 'name at least one signal'],
    [
      'a member that does nothing',
      'load: { signals: [{ name: a, query: b, per_member: 0 }] }',
      'must be above 0',
    ],
    [
      'a name that is no label',
      'load: { signals: [{ name: "a b", query: b, per_member: 1 }] }',
      'use small letters',
    ],
    [
      'two of a name',
      'load: { signals: [{ name: a, query: b, per_member: 1 }, { name: a, query: c, per_member: 1 }] }',
      'a is named twice',
    ],
    [
      'signals that nobody is asked for',
      'load: { from: linode, signals: [{ name: a, query: b, per_member: 1 }] }',
      'leave them out beside from: linode',
    ],
  ])('%s is a problem', (_rule, more, why) => {
    expect(problem(more)).toContain(why)
  })

  test('a spare needs something to be spare of', () => {
    const text = BARE.replace('max: 8 }', 'max: 8, spare: 1 }')
    expect(() => parseProfile(text, { path: 'web.yaml' })).toThrow('size.spare')
  })

  test('init writes a profile that is sized by its load', () => {
    const text = newProfileText({
      name: 'web',
      region: 'us-east',
      type: 'g6-standard-2',
      image: 'linode/debian12',
      users: ['alice'],
      firewall: null,
      nodeBalancer: 12345,
      configs: [{ id: 67890, port: 80 }],
      min: 2,
      max: 8,
    })
    expect(parseProfile(text, { path: 'web.yaml' })).toMatchObject({
      policy: { load: { target: 0.6, cores: 2 }, scaleIn: { keepsPaidHour: true } },
      prometheus: { url: 'http://127.0.0.1:9090' },
      remarks: [],
    })
  })
})

describe('the processors of a type', () => {
  test.each(linodeTypes().map(({ id, vcpus }) => [id, vcpus] as const))('%s has %i', (id, vcpus) => {
    expect(coresOfType(id)).toBe(vcpus)
  })

  test.each(['g1-gpu-rtx6000-2', 'g8-something-4', 'g6-standard-0', 'standard-4'])(
    '%s does not tell',
    (id) => {
      expect(coresOfType(id)).toBeNull()
      expect(plausibleType(id).vcpus).toBeGreaterThan(0)
    },
  )
})
