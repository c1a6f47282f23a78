import { expect, test } from 'vitest'
import { commandFirst } from '../../src/flags/command-first.ts'
import { World } from '../support/world.ts'

test.each([
  ['status', 'status'],
  ['-p web.yaml status', 'status -p web.yaml'],
  ['--profile=web.yaml --json status -v', 'status --profile=web.yaml --json -v'],
  ['-v -p a -p b status --every 5s', 'status -v -p a -p b --every 5s'],
  ['-pweb.yaml scale-out --by 2', 'scale-out -pweb.yaml --by 2'],
  ['--by 2 scale-out', '--by 2 scale-out'],
  ['--help status', '--help status'],
  ['-p status', '-p status'],
  ['', ''],
])('%j is %j', (typed, meant) => {
  expect(commandFirst(typed.split(' ')).join(' ')).toBe(meant)
})

test('flags of all commands may stand before one', async () => {
  const world = new World()
  world.files.set('other.yaml', world.files.get('linode-autoscale.yaml') ?? '')
  const { code, out } = await world.run('-p', 'other.yaml', '--json', 'status')
  expect([code, JSON.parse(out).fleet]).toEqual([0, 'web'])
})

test.each([
  ['an unknown flag', ['status', '--nope'], "unknown option '--nope'"],
  ['an unknown command', ['nope'], "unknown command 'nope'"],
  ['a value that is none', ['scale-out', '--by', 'x'], '--by x'],
  ['too much', ['status', 'web'], 'too many arguments'],
])('%s is told in the same words as text and as JSON', async (_rule, args, said) => {
  const text = await new World().run(...args)
  const json = await new World().run(...args, '--json')
  const { version, command, result, error } = JSON.parse(json.out)
  expect([text.code, json.code, json.err, text.out]).toEqual([2, 2, '', ''])
  expect({ version, command, result }).toEqual({ version: 1, command: args[0], result: 'failed' })
  expect(error.message).toContain(said)
  expect(text.err).toBe(`error: ${error.message}\n`)
})

test('an empty call shows what there is: on a terminal that is all right, off it a mistake', async () => {
  const world = new World()
  const off = await world.run()
  world.terminal = { columns: () => 80, rows: () => 24, color: false }
  const on = await world.run()
  expect([off.code, on.code]).toEqual([2, 0])
  expect(on.out).toContain('Usage: linode-autoscale')
  expect((await world.run('help')).out).toBe(on.out)
  expect((await world.run('help', 'status')).out).toBe((await world.run('status', '--help')).out)
  expect((await world.run('version')).out).toMatch(/^\d+\.\d+\.\d+/)
})
