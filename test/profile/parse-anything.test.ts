import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProfileError } from '../../src/errors.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import { ROOT } from '../support/root.ts'

const example = readFileSync(join(ROOT, 'examples', 'web.yaml'), 'utf8')

/** The problems of a text; anything thrown but a ProfileError fails the test. */
function problemsOf(text: string) {
  try {
    parseProfile(text, { path: 'web.yaml' })
    return []
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    expect(error.problems.length).toBeGreaterThan(0)
    return error.problems
  }
}

const lines = example.split('\n')

describe('no text makes parseProfile throw anything but a ProfileError', () => {
  test('garbage', () => {
    const yamlish = fc.string({
      unit: fc.constantFrom(...Array.from('a1-:?*&!|>\'"%@`{}[],#~ \n\t<=.\u0000\uFEFF')),
      maxLength: 60,
    })
    fc.assert(
      fc.property(fc.oneof(yamlish, fc.string({ unit: 'binary' })), (text) => void problemsOf(text)),
      { numRuns: 500 },
    )
  })

  test('any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => void problemsOf(JSON.stringify(value))),
      { numRuns: 500 },
    )
  })

  test('any JSON under any key of a profile', () => {
    const key = fc.constantFrom(
      'name',
      'instance',
      'nodebalancer',
      'size',
      'scale_out',
      'scale_in',
      'load',
      '__proto__',
      'prometheus',
      'token_file',
      'constructor',
    )
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(key, fc.jsonValue({ maxDepth: 1 })))
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), (rows) => {
        problemsOf(rows.map(([k, v]) => `${k}: ${JSON.stringify(v)}`).join('\n'))
      }),
      { numRuns: 300 },
    )
  })

  test('the example with any piece of it cut out or written over', () => {
    const at = fc.nat({ max: example.length })
    fc.assert(
      fc.property(at, fc.nat({ max: 40 }), fc.string({ maxLength: 5 }), (from, length, put) => {
        problemsOf(example.slice(0, from) + put + example.slice(from + length))
      }),
      { numRuns: 300 },
    )
  })
})

describe('every place that parseProfile tells', () => {
  test('every place told is one of the text', () => {
    fc.assert(
      fc.property(fc.subarray(lines), (kept) => {
        for (const { line, column } of problemsOf(kept.join('\n'))) {
          expect(line ?? 1).toBeGreaterThanOrEqual(1)
          expect(line ?? 1).toBeLessThanOrEqual(kept.length + 1)
          expect(column ?? 1).toBeLessThanOrEqual((kept[(line ?? 1) - 1] ?? '').length + 1)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('however many mistakes are made, all are told and no others', () => {
  const mistakes: readonly (readonly [from: string, to: string, at: string])[] = [
    ['name: web', 'name: -web', 'name'],
    ['  region:', '  regin:', 'instance.regin'],
    ['  type: g6-nanode-1', '  type:', 'instance.type'],
    ['  image: linode/debian12', '', 'instance.image'],
    ['[khw, autoscale]', 'khw', 'instance.tags'],
    ['[alice]', '[{}]', 'instance.authorized_users[0]'],
    ['  id: 12345', '  id: nb', 'nodebalancer.id'],
    ['port: 80', 'port: 0', 'nodebalancer.configs[0].port'],
    ['min: 2, max: 8', 'min: 9, max: 8', 'size.max'],
    ['cooldown: 5m', 'cooldown: 5', 'scale_out.cooldown'],
    ['healthy_within', 'healthy_wihtin', 'scale_out.healthy_wihtin'],
    ['cooldown: 15m', 'cooldown: 25h', 'scale_in.cooldown'],
    ['victim: newest', 'victim: latest', 'scale_in.victim'],
    ['drain: 60s', 'drain: 60s\n  label: x', 'scale_in.label'],
    ['# load: { high: 0.7', 'load: { high: 0.2', 'load.low'],
    ['# token_file: /etc/linode-autoscale/token', 'token_file: [a]', 'token_file'],
    ['# prometheus: { url: "http', 'prometheus: { url: "ftp', 'prometheus.url'],
  ]

  test('each of these mistakes is one, alone', () => {
    for (const [from, to, at] of mistakes) {
      expect(example).toContain(from)
      expect(problemsOf(example.replace(from, to)).map((p) => p.at)).toEqual([at])
    }
  })

  test('any of them together', () => {
    fc.assert(
      fc.property(fc.subarray([...mistakes]), (made) => {
        const text = made.reduce((t, [from, to]) => t.replace(from, to), example)
        const told = problemsOf(text)
        expect(told.map((p) => p.at).toSorted()).toEqual(made.map(([, , at]) => at).toSorted())
        const lines = told.map((p) => p.line ?? 0)
        expect(lines).toEqual(lines.toSorted((a, b) => a - b))
      }),
      { numRuns: 300 },
    )
  })
})
