import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { wrongPapers } from '../../scripts/lint/papers.mjs'
import { ROOT } from '../support/root.ts'

const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')

const WRONG: readonly (readonly [string, (root: string) => void, string])[] = [
  [
    'a folder that does not say what it is for',
    (root) => {
      mkdirSync(join(root, 'src/cellar'))
      writeFileSync(join(root, 'src/cellar/it.ts'), '')
    },
    'src/cellar/ABOUT.md is to say in one sentence what the folder is for',
  ],
  [
    'one that says more than a sentence',
    (root) => writeFileSync(join(root, 'src/fleet/ABOUT.md'), 'A fleet is a fleet is a fleet.\nAnd more.\n'),
    'src/fleet/ABOUT.md is to say in one sentence what the folder is for',
  ],
  [
    'one that says something else by now',
    (root) => writeFileSync(join(root, 'src/flags/ABOUT.md'), 'What every command takes, and more.\n'),
    'ARCHITECTURE.md is old: npm run papers writes it anew',
  ],
  [
    'a decision that is not in the index',
    (root) => writeFileSync(join(root, 'docs/decisions/9999-later.md'), '# 9999. Later\n'),
    'docs/decisions/README.md is old: npm run papers writes it anew',
  ],
  [
    'a number that two decisions have',
    (root) => writeFileSync(join(root, 'docs/decisions/0001-again.md'), '# 1. Again\n'),
    'two decisions have the number 0001',
  ],
]

describe('the papers of the house', () => {
  let copy: string
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'papers-'))
    for (const each of ['ARCHITECTURE.md', 'docs/decisions', 'src', 'scripts', 'examples'])
      cpSync(join(ROOT, each), join(copy, each), { recursive: true })
    mkdirSync(join(copy, 'test'))
  })
  afterEach(() => rmSync(copy, { recursive: true }))

  test('are as the house is', () => expect(wrongPapers(ROOT)).toEqual([]))

  test('do not mind a folder that stands empty', () => {
    mkdirSync(join(copy, 'src/cellar/deep'), { recursive: true })
    expect(wrongPapers(copy)).toEqual([])
  })

  test.each(WRONG)('tell of %s', (_rule, change, why) => {
    change(copy)
    expect(wrongPapers(copy)).toContain(why)
  })

  test.each(readdirSync(join(ROOT, 'docs/decisions')).filter((name) => /^\d/.test(name)))(
    '%s decides something',
    (name) => expect(readFileSync(join(ROOT, 'docs/decisions', name), 'utf8')).toMatch(/\bdecision\b/i),
  )

  test('name only files and folders that exist', () => {
    const whole = /`((?:src|test|scripts|docs)\/[\w./-]+)`/g
    const short =
      /`((?:apply|cloud|commands|errors|fleet|io|linode|main|opening|profile|render|sandbox|telling|cli)[\w./-]*\.ts)`/g
    const named = [
      ...[...page.matchAll(whole)].map(([, path = '']) => path),
      ...[...page.matchAll(short)].map(([, path = '']) => join('src', path)),
    ]
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })
})
