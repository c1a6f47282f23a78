import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { controlReply } from '../../src/sandbox/control/control.ts'
import { defaultSwitches, realTimings } from '../../src/sandbox/state/switches.ts'
import { fleetApi, isJson } from '../support/sandbox/api.ts'
import { ROOT } from '../support/root.ts'

const page = readFileSync(join(ROOT, 'docs', 'sandbox.md'), 'utf8')
const CURL = /^curl (?:-X (\w+) )?http:\/\/127\.0\.0\.1:4010(\/__sandbox\/\S+)(?: --json '(.*)')?$/gm

describe('every command line of docs/sandbox.md works', () => {
  const lines = [...page.matchAll(CURL)]
  test('they are found', () => {
    expect(lines.length).toBe(page.split('\ncurl ').length - 1)
    expect(lines.length).toBeGreaterThan(10)
  })

  test.each(lines.map(([line, ...parts]) => [line, parts] as const))('%s', (_, [method, url = '', body]) => {
    const request = {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      url,
      headers: {},
      body: body ?? '',
    }
    expect(controlReply(fleetApi().sandbox, request)).toMatchObject({ status: 200 })
  })
})

describe('its tables name everything there is', () => {
  test.each([...Object.keys(defaultSwitches), ...Object.keys(realTimings)])('%s', (name) => {
    expect(page).toContain(`\`${name}\``)
  })

  test('every operation by hand', () => {
    const request = { method: 'POST', url: '/__sandbox/by-hand', headers: {}, body: '{}' }
    const reply: unknown = JSON.parse(controlReply(fleetApi().sandbox, request).body)
    const error = isJson(reply) ? String(reply['error']) : ''
    const operations = error.replace('do: one of ', '').replace(' is wanted', '').split(', ')
    expect(operations.length).toBeGreaterThan(10)
    expect(operations.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })
})
