import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from '../support/root.ts'

const at = (...path: readonly string[]): string => join(ROOT, 'examples', ...path)
const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0

/** Under the name that Ansible gives to the steps of a role. */
function rolePart(): string {
  const role = at('ansible/roles/linode_autoscale')
  const folder = readdirSync(role).find((name) => !/^(?:defaults|handlers|vars)$/.test(name)) ?? ''
  return join(role, folder, 'main.yml')
}

interface Step {
  readonly name: string
  readonly loop?: string
  readonly no_log?: boolean
  readonly 'ansible.builtin.copy'?: { readonly content?: string; readonly mode: string }
}

describe('the role of Ansible', () => {
  test.runIf(has('ansible-playbook'))('is one that Ansible reads', () => {
    const { status, stderr } = spawnSync(
      'ansible-playbook',
      ['--syntax-check', '-i', 'localhost,', 'monitoring.yml'],
      { cwd: at('ansible'), encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    )
    expect([status, stderr]).toEqual([0, ''])
  })

  test('shows no secret, and gives none to everybody', () => {
    const steps: readonly Step[] = parse(readFileSync(rolePart(), 'utf8'))
    const secrets = steps.filter((step) => step['ansible.builtin.copy']?.content !== undefined)
    expect(secrets.map((step) => [step.no_log, step['ansible.builtin.copy']?.mode])).toEqual([
      [true, '0640'],
      [true, '0600'],
    ])
  })
})

describe('the configuration of Terraform', () => {
  // Its provider is not to be had here, so that `terraform validate` cannot be run: the form is all that is judged.
  test.runIf(has('terraform'))('is one that Terraform reads', () => {
    const { status, stdout, stderr } = spawnSync('terraform', ['fmt', '-check', '-diff', at('terraform')], {
      encoding: 'utf8',
      env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' },
    })
    expect([status, stdout, stderr]).toEqual([0, '', ''])
  })

  test('makes an instance that is no member of any fleet', () => {
    const text = readFileSync(at('terraform/main.tf'), 'utf8')
    const [, label = ''] = /resource "linode_instance" "\w+" \{\s+label\s+= "([^"]+)"/.exec(text) ?? []
    expect(label).toBe('autoscale-monitoring')
    expect(text).not.toMatch(/fleet:|token\s*=/)
  })
})
