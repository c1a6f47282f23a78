import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { helpTexts } from '../../src/cli.ts'
import { profileJsonSchema } from '../../src/profile/json-schema.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import { ROOT } from '../support/root.ts'

const PAGES = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)

const read = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), 'utf8')
const readme = read('README.md')

describe('what is written down is so', () => {
  test('the profile in README is the example', () => {
    const [, block] = /```yaml\n(# yaml-language-server[^]*?)```/.exec(readme) ?? []
    expect(block).toBe(read('examples', 'web.yaml'))
  })

  test.each([
    ['examples', 'web.yaml'],
    ['examples', 'vpc.yaml'],
    ['scripts', 'demo.yaml'],
  ])('%s/%s is a profile without a problem', (...path) => {
    expect(parseProfile(read(...path), { path: path.join('/') }).remarks).toEqual([])
  })

  test('the editor’s schema is made from what profiles are checked against (npm run schema)', () => {
    expect(JSON.parse(read('docs', 'profile.schema.json'))).toEqual(
      JSON.parse(JSON.stringify(profileJsonSchema())),
    )
  })

  test('every command is in README', () => {
    const commands = Object.keys(helpTexts('0')).filter((name) => name !== '')
    for (const name of commands) expect(readme).toContain(name)
    expect(commands).toEqual([
      'scale-out',
      'scale-in',
      'reconcile',
      'follow',
      'refresh',
      'status',
      'init',
      'check',
      'adopt',
      'monitoring',
      'rehearse',
      'targets',
      'pause',
      'resume',
      'simulate',
      'sandbox',
      'completion',
    ])
  })

  test('README and the guarantees name only scripts and files that exist', () => {
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts)
    const text = readme + read('docs', 'guarantees.md')
    for (const [, name] of text.matchAll(/npm run ([a-z:]+)/g)) expect(scripts).toContain(name)
    for (const [, file] of text.matchAll(/`(test\/[\w/-]+\.test\.ts)`/g))
      expect(read(file ?? '')).not.toBe('')
  })

  test.each(PAGES)('%s links only to files that exist', (page) => {
    const files = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, file]) => file ?? '')
    expect(files.filter((file) => !existsSync(join(ROOT, dirname(page), file)))).toEqual([])
  })
})
