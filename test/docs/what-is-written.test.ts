import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { helpTexts } from '../../src/cli.ts'
import { ERROR_MEANINGS } from '../../src/errors.ts'
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
/** Every file of a test, as vitest has it. */
const TESTS = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => join('test', path))

interface Call {
  readonly command: string
  readonly flags: readonly string[]
}

/** Every line of a block that calls the program, also by cron and in a unit, up to a comment or the next program. */
function callsIn(page: string): readonly Call[] {
  const blocks = [...page.matchAll(/^```\w*\n([^]*?)^```/gm)].map(([, body = '']) => body)
  const calls = blocks.flatMap((body) => [
    ...body.matchAll(
      /^.*?(?<![\w/.@-])(?:\/usr\/(?:local\/)?bin\/)?linode-autoscale(?:\.js)? ([a-z][a-z-]+)((?: .*)?)$/gm,
    ),
  ])
  return calls
    .filter(([line]) => /^(?:\$ |linode-autoscale |(?:[\d*]\S* ){5}|ExecSt\w+=)/.test(line))
    .map(([, command = '', rest = '']) => {
      const [own = ''] = rest.split(/ #| \||2>|&&|;| {2,}/)
      return {
        command,
        flags: own
          .split(/\s+/)
          .filter((word) => /^--?[a-z]/.test(word))
          .map((word) => word.replace(/=.*/, '')),
      }
    })
}

/** Every flag that a help text names. */
const HELP_WORDS = (help: string): ReadonlySet<string> => new Set(help.match(/(?<![\w-])--?[a-z][\w-]*/g))

describe('what is written down is so', () => {
  test('the profile in docs/using.md is the example', () => {
    const [, block] = /```yaml\n(# yaml-language-server[^]*?)```/.exec(read('docs', 'using.md')) ?? []
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

  test('every command is in README, and told of in docs/using.md', () => {
    const commands = Object.keys(helpTexts('0')).filter((name) => name !== '')
    const titles = [...read('docs', 'using.md').matchAll(/^### (.*)$/gm)].flatMap(([, title = '']) =>
      title.split(', '),
    )
    for (const name of commands) expect(readme).toContain(name)
    expect(titles).toEqual(expect.arrayContaining(commands))
  })

  test('README fits a newcomer: its first lines run, and it stays short', () => {
    expect(readme.split('\n').length).toBeLessThan(224)
    const [, first = ''] = /```sh\n([^]*?)```/.exec(readme) ?? []
    expect(first).toMatch(/^npm ci && npm run demo .*\nnpm test .*\n$/)
  })

  test('README and the guarantees name only scripts and files that exist', () => {
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts)
    const text = readme + read('docs', 'guarantees.md')
    for (const [, name] of text.matchAll(/npm run ([a-z:]+)/g)) expect(scripts).toContain(name)
    for (const [, file] of text.matchAll(/`(test\/[\w/-]+\.test\.ts)`/g))
      expect(read(file ?? '')).not.toBe('')
  })

  test('every page is in the index', () => {
    const pages = readdirSync(join(ROOT, 'docs')).filter(
      (name) => name.endsWith('.md') && name !== 'README.md',
    )
    const linked = new Set([...read('docs', 'README.md').matchAll(/\]\(([^)#\s]+)/g)].map(([, file]) => file))
    expect(pages.filter((name) => !linked.has(name))).toEqual([])
  })
})

describe('what pages name', () => {
  test('what a page runs alone is there', () => {
    const asked = PAGES.filter((page) => !page.startsWith('docs/decisions')).flatMap((page) => [
      ...read(page).matchAll(/`(?:\w+=\S+ )*npx vitest run ([^`]+)`/g),
    ])
    const names = asked.flatMap(
      ([, rest = '']) => /^(?:[\w/.-]+(?: |$))+/.exec(rest)?.[0].trim().split(' ') ?? [],
    )
    expect(names.length).toBeGreaterThan(20)
    // Vitest runs every file whose path contains the words.
    expect(
      names.filter((name) => !name.startsWith('-') && !TESTS.some((file) => file.includes(name))),
    ).toEqual([])
  })

  test('docs/json.md names every code that an error can have before anything was done', () => {
    const [, section = ''] =
      /^## An error before anything was done\n([^]*?)^## /m.exec(read('docs', 'json.md')) ?? []
    const codes = Object.keys(ERROR_MEANINGS).filter((code) => code !== 'change-failed')
    expect(codes.filter((code) => !section.includes(`\`${code}\``))).toEqual([])
  })
})

describe('every page', () => {
  test('calls of the program are found in the pages', () => {
    expect(PAGES.flatMap((page) => callsIn(read(page))).length).toBeGreaterThan(60)
  })

  test.each(PAGES)('%s calls only commands with flags that there are', (page) => {
    const wrong = callsIn(read(page)).flatMap(({ command, flags }) => {
      const help = helpTexts('0')[command]
      if (help === undefined) return [`there is no command ${command}`]
      return flags.filter((flag) => !HELP_WORDS(help).has(flag)).map((flag) => `${command} has no ${flag}`)
    })
    expect(wrong).toEqual([])
  })

  test.each(PAGES)('%s links only to files that exist', (page) => {
    const files = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, file]) => file ?? '')
    expect(files.filter((file) => !existsSync(join(ROOT, dirname(page), file)))).toEqual([])
  })
})
