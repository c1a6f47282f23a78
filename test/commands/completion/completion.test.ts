import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'
import { ROOT } from '../../support/root.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
writeFileSync(join(folder, 'web.yaml'), '')
writeFileSync(join(folder, 'notes.txt'), '')
afterAll(() => rmSync(folder, { recursive: true }))

// What the package bash-completion does for every script: the words up to the cursor, which stands at the end.
const BASH = `
_get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; prev=\${words[cword - 1]}; }
compopt() { :; }
linode-autoscale() { "$NODE" "$BIN" "$@"; }
eval "$(linode-autoscale completion bash)"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
__linode_autoscale_complete
printf '%s\\n' "\${COMPREPLY[@]}"`

async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const args = ['-c', BASH, 'bash', 'linode-autoscale', ...words]
  const { stdout } = await execa('bash', args, { cwd: folder, env: { NODE: process.execPath, BIN } })
  return stdout.split('\n')
}

describe('completed in bash', () => {
  test.each([
    ['a command', ['sc'], ['scale-out', 'scale-in']],
    ['a flag', ['scale-out', '--n'], ['--no-wait']],
    ['a profile', ['status', '-p', ''], ['web.yaml']],
    ['a profile by its long flag', ['scale-in', '--profile', 'w'], ['web.yaml']],
  ])('%s', async (_what, words, expected) => {
    expect(await completed(...words)).toEqual(expected)
  })

  test('every command', async () => {
    const commands = await completed('')
    for (const name of ['scale-out', 'reconcile', 'status', 'pause', 'completion'])
      expect(commands).toContain(name)
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
