import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa, execaSync } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'
import { ROOT } from '../../support/root.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
afterAll(() => rmSync(folder, { recursive: true }))

const NAMES = [
  'web.yaml',
  'notes.txt',
  'sp ace.yaml',
  "it's.yaml",
  'a"b.yaml',
  '$(touch RAN-A).yaml',
  '`touch RAN-B`.yaml',
  '$HOME.yaml',
  '*.yaml',
  'x;touch RAN-C;.yaml',
  '~.yaml',
  'line\nend.yaml',
  'back\\slash.yaml',
  'ü.yml',
  '-n.yaml',
  'a:b=c.yaml',
]
for (const name of NAMES) writeFileSync(join(folder, name), '')
mkdirSync(join(folder, 'dir'))

/** Whether something that stands in a name was run. */
const ran = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('RAN'))

const ENV = { NODE: process.execPath, BIN, HOME: folder, LANG: 'C.UTF-8' }
const BASH = `
compopt() { :; }
linode-autoscale() { "$NODE" "$BIN" "$@"; }
eval "$(linode-autoscale completion bash)"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
__linode_autoscale_complete
printf '%s\\0' "\${COMPREPLY[@]}"`

async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const args = ['-c', BASH, 'bash', 'linode-autoscale', ...words]
  const { stdout } = await execa('bash', args, { cwd: folder, env: ENV })
  return stdout
    .split('\0')
    .slice(0, -1)
    .filter((word) => word !== '')
}

/** What bash makes of a word on its line, without running anything that is not quoted. */
async function unquoted(words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await execa('bash', ['-c', `printf '%s\\0' ${words.join(' ')}`], {
    cwd: folder,
    env: ENV,
  })
  return stdout.split('\0').slice(0, -1)
}

describe('completed in bash', () => {
  test.each([
    ['a command', ['sc'], ['scale-out', 'scale-in']],
    ['a flag', ['scale-out', '--n'], ['--no-wait']],
    ['no flag twice', ['scale-out', '--no-wait', '--n'], []],
    ['a profile', ['status', '-p', 'w'], ['web.yaml']],
    ['a profile by its long flag', ['scale-in', '--profile', 'w'], ['web.yaml']],
    ['a profile behind =, which readline has cut off', ['scale-in', '--profile', '=', 'w'], ['web.yaml']],
    ['any file', ['check', '--rules', 'n'], ['notes.txt']],
    ['a folder', ['monitoring', '--out', ''], ['dir/']],
    ['a part of a quoted word', ['status', '-p', '"sp'], ['sp ace.yaml']],
    ['a part behind a backslash', ['status', '-p', 'sp\\ a'], ['sp\\ ace.yaml']],
    ['below the home folder', ['status', '-p', '~/we'], ['~/web.yaml']],
    ['what readline has cut at a colon', ['status', '-p', 'a', ':', 'b'], ['b=c.yaml']],
    ['a shell', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['nothing that only an account knows', ['adopt', ''], []],
  ])('%s', async (_what, words, expected) => {
    expect(await completed(...words)).toEqual(expected)
    expect(ran()).toEqual([])
  })

  test('every command', async () => {
    const commands = await completed('')
    for (const name of ['scale-out', 'reconcile', 'status', 'pause', 'completion'])
      expect(commands).toContain(name)
  })

  test('what is offered is quoted: it means the file and nothing else, and a name with a line end is not offered', async () => {
    const offered = await completed('status', '-p', '')
    const meant = await unquoted(offered)
    const profiles = NAMES.filter((name) => /\.ya?ml$/.test(name) && !name.includes('\n'))
    expect(meant.toSorted()).toEqual([...profiles, 'dir/'].toSorted())
    expect(ran()).toEqual([])
  })

  test.each(NAMES.filter((name) => !name.includes('\n')).map((name) => [name]))(
    'a word that was typed is never run: %s',
    async (name) => {
      for (const words of [
        ['status', '-p', name],
        [name, ''],
        ['status', `--${name}`, ''],
        ['adopt', name, ''],
      ])
        await completed(...words)
      expect(ran()).toEqual([])
    },
  )
})

const SILENT = { bash: ['bash'], zsh: ['zsh', '-f'], fish: ['fish', '--no-config'] } as const

for (const [shell, [program, ...args]] of Object.entries(SILENT)) {
  const there = execaSync(program, ['--version'], { reject: false }).exitCode === 0
  if (!there) test(`${shell}: not run, it is not here`, () => expect(there).toBe(false))
  else
    test(`the script for ${shell} may be sourced twice, and says nothing`, async () => {
      const script = (await new World().run('completion', shell)).out
      writeFileSync(join(folder, `completion.${shell}`), script)
      const twice = `source ./completion.${shell}; source ./completion.${shell}`
      const { stdout, stderr, exitCode } = await execa(program, [...args, '-c', twice], {
        cwd: folder,
        env: ENV,
      })
      rmSync(join(folder, `completion.${shell}`))
      expect([exitCode, stdout, stderr]).toEqual([0, '', ''])
    })
}

/** zsh's own functions as witnesses: what they are handed is quoted by them. */
const ZSH = `
compset() { : }
_files() { print -r -- "files $*" }
_describe() { print -rl -- "\${(@P)4}" }
linode-autoscale() { "$NODE" "$BIN" "$@" }
words=("$@"); CURRENT=$#
source =(linode-autoscale completion zsh)
_linode-autoscale`

if (execaSync('zsh', ['--version'], { reject: false }).exitCode === 0)
  describe('completed in zsh', () => {
    test.each([
      [
        'a flag',
        ['scale-out', '--no-w'],
        '--no-wait:only create and attach; in-service is for reconcile to judge',
      ],
      ['a profile', ['status', '-p', ''], 'files -g *.(yaml|yml)'],
      ['a file', ['check', '--rules', ''], 'files '],
      ['a folder', ['monitoring', '--out', ''], 'files -/'],
      ['a name that was typed', ['status', '-p', '$(touch RAN-Z)'], 'files -g *.(yaml|yml)'],
    ])('%s', async (_, words, expected) => {
      const args = ['-f', '-c', ZSH, 'zsh', 'linode-autoscale', ...words]
      const { stdout } = await execa('zsh', args, { cwd: folder, env: ENV })
      expect(stdout).toContain(expected.split(':')[0])
      expect(ran()).toEqual([])
    })
  })

if (execaSync('fish', ['--version'], { reject: false }).exitCode === 0)
  describe('completed in fish', () => {
    const FISH = `
function linode-autoscale; $NODE $BIN $argv; end
linode-autoscale completion fish | source
complete -C "$LINE"`
    test.each([
      ['a command', 'linode-autoscale sc', ['scale-out', 'scale-in']],
      ['a flag', 'linode-autoscale scale-out --no-w', ['--no-wait']],
      ['a profile', 'linode-autoscale status -p w', ['web.yaml']],
      ['names that could be run', 'linode-autoscale status -p ', ['web.yaml', 'dir/']],
      ['what was typed', 'linode-autoscale status -p "$(touch RAN-F)" --js', ['--json']],
    ])('%s', async (_, LINE, expected) => {
      const { stdout } = await execa('fish', ['--no-config', '-c', FISH], {
        cwd: folder,
        env: { ...ENV, LINE },
      })
      const offered = stdout.split('\n').map((line) => line.split('\t')[0])
      expect(offered).toEqual(expect.arrayContaining([...expected]))
      expect(ran()).toEqual([])
    })
  })

describe('help and errors lead on', () => {
  test.each([
    [['scal-out'], '(Did you mean scale-out?)'],
    [['staus'], '(Did you mean status?)'],
    [['scale-out', '--forse'], '(Did you mean --force?)'],
    [['status', '--jsn'], '(Did you mean --json?)'],
    [['completion', 'bsh'], 'Allowed choices are bash, zsh, fish.'],
  ])('%j: %s', async (args, said) => {
    const { code, err } = await new World().run(...args)
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })

  test('every command’s help ends with an example', async () => {
    const world = new World()
    const { out } = await world.run('--help')
    const commands = [...out.matchAll(/^ {2}([a-z-]+) .*/gm)].map(([, name = '']) => name)
    expect(commands.length).toBeGreaterThan(8)
    for (const name of commands) {
      const help = await world.run(name, '--help')
      expect(help.out, name).toMatch(/\nExamples?:[^]*linode-autoscale /)
    }
  })
})
