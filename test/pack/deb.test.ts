import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { execaSync } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import {
  debianChangelog,
  notesOf,
  releasesIn,
  stamped,
  unreleasedIn,
} from '../../scripts/package/changelog.mjs'
import { ROOT } from '../support/root.ts'

const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
afterAll(() => rmSync(folder, { recursive: true }))

function build(): string {
  const safe = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
  return execaSync(process.execPath, [join(ROOT, 'scripts', 'deb.mjs'), folder], { env: safe }).stdout.trim()
}

const ask = (...args: readonly string[]): string => execaSync('dpkg-deb', args).stdout

// What becomes of it where it is installed is tried by `npm run test:deb`, in a root of its own.
describe.runIf(spawnSync('dpkg-deb', ['--version']).status === 0)('the Debian package', () => {
  const deb = build()
  const lines = ask('--contents', deb).split('\n')
  const paths = lines.map((line) => line.split(/\s+/).slice(5).join(' ').replace(/^\./, ''))

  test('holds program, page of manual, completions and units, where Debian looks for them', () => {
    for (const path of [
      '/usr/bin/linode-autoscale -> ../lib/linode-autoscale/bin/linode-autoscale.js',
      '/usr/lib/linode-autoscale/dist/main.cjs',
      '/usr/lib/linode-autoscale/docs/profile.schema.json',
      '/usr/lib/linode-autoscale/examples/web.yaml',
      '/usr/lib/systemd/system/linode-autoscale-follow@.service',
      '/usr/lib/systemd/system/linode-autoscale-turn@.service',
      '/usr/lib/systemd/system/linode-autoscale-turn@.timer',
      '/usr/lib/systemd/system/linode-autoscale-reconcile@.service',
      '/usr/lib/systemd/system/linode-autoscale-reconcile@.timer',
      '/usr/share/bash-completion/completions/linode-autoscale',
      '/usr/share/doc/linode-autoscale/README.md',
      '/usr/share/doc/linode-autoscale/copyright',
      '/usr/share/fish/vendor_completions.d/linode-autoscale.fish',
      '/usr/share/man/man1/linode-autoscale.1.gz',
      '/usr/share/zsh/vendor-completions/_linode-autoscale',
    ])
      expect(paths).toContain(path)
    expect(paths.filter((path) => !/^\/(?:usr\/|usr$|$)/.test(path))).toEqual([])
  })

  test('belongs to root, and nobody else may write it', () => {
    expect(lines.filter((line) => !/^[-dl]rw.{7} root\/root /.test(line))).toEqual([])
    expect(lines.filter((line) => !line.startsWith('l') && /^.{5}w|^.{8}w/.test(line))).toEqual([])
  })

  test('wants the Node that package.json wants', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      engines: { node: string }
    }
    expect(ask('--field', deb, 'Depends')).toContain(`nodejs (${engines.node.replace('>=', '>= ')})`)
  })

  test('is the same whenever it is made', () => {
    const before = readFileSync(deb)
    expect(readFileSync(build()).equals(before)).toBe(true)
  })

  test('has units for whatever fleet, as the user that it makes, and hides no name of its own in them', () => {
    execaSync('dpkg-deb', ['--extract', deb, join(folder, 'tree')])
    const unit = readFileSync(
      join(folder, 'tree/usr/lib/systemd/system/linode-autoscale-reconcile@.service'),
      'utf8',
    )
    expect(unit).toContain('--profile /etc/linode-autoscale/%i.yaml')
    expect(unit).toContain('ExecStart=/usr/bin/linode-autoscale reconcile')
    expect(unit).toContain('User=linode-autoscale\n')
    expect(unit).toContain('ProtectHome=yes')
    expect(unit).not.toMatch(/fleet0name|\/tmp/)
  })
})

describe('CHANGELOG', () => {
  const text =
    '# Changelog\n\n## Unreleased\n\n- next\n\n## 1.1.0 (2026-02-03)\n\n- one,\n  in two lines\n- other\n\n## 1.0.0 (2026-01-02)\n\n- first\n'

  test('has the version that package.json has, with a date', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect(notesOf(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version).text).toContain('- ')
  })

  test('tells of releases only, and says which version it does not know', () => {
    expect(releasesIn(text).map(({ version }) => version)).toEqual(['1.1.0', '1.0.0'])
    expect(() => notesOf(text, '9.9.9')).toThrow('## 9.9.9 (YYYY-MM-DD)')
  })

  test('gives what is unreleased a version and a date, and refuses to give one to nothing', () => {
    const after = stamped(text, '1.2.0', '2026-03-04')
    expect([unreleasedIn(text), unreleasedIn(after)]).toEqual(['- next', ''])
    expect(notesOf(after, '1.2.0')).toEqual({ version: '1.2.0', date: '2026-03-04', text: '- next' })
    expect(() => stamped(after, '1.3.0', '2026-03-05')).toThrow('nothing')
  })

  test('is Debian’s too', () => {
    expect(debianChangelog(text, { name: 'it', maintainer: 'A B <a@b.invalid>' }))
      .toBe(`it (1.1.0) unstable; urgency=medium

  * one, in two lines
  * other

 -- A B <a@b.invalid>  Tue, 03 Feb 2026 00:00:00 +0000

it (1.0.0) unstable; urgency=medium

  * first

 -- A B <a@b.invalid>  Fri, 02 Jan 2026 00:00:00 +0000
`)
  })
})
