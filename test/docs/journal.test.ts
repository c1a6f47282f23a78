import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { crontab } from '../../src/monitoring/crontab.ts'
import { executorService, onceService } from '../../src/monitoring/systemd-units.ts'
import { settings } from '../support/monitoring/our-rules.ts'
import { ROOT } from '../support/root.ts'

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name))]
const COMMANDS = PAGES.filter((name) => name.endsWith('.md')).flatMap((name) =>
  [...readFileSync(join(ROOT, name), 'utf8').matchAll(/`(journalctl [^`]+)`/g)].map(
    ([, line = '']) => [name, line] as const,
  ),
)
/** Who starts a run, under which unit and which name its lines are kept, and what they say. */
const LINES = [
  ['linode-autoscale', 'linode-autoscale-executor.service', 'of the executor'],
  ['prometheus-am-executor', 'my-own-executor.service', 'of an executor of another unit'],
  ['linode-autoscale', 'linode-autoscale-web-reconcile.service', 'of the timer'],
  ['linode-autoscale', 'cron.service', 'of cron'],
] as const

describe('a message of ours has one name everywhere', () => {
  test.each([
    ['the executor', executorService(settings()), /^SyslogIdentifier=linode-autoscale$/m],
    ['the timer', onceService(settings()), /^SyslogIdentifier=linode-autoscale$/m],
    ['cron', crontab(settings()), /\| logger -t linode-autoscale$/m],
  ])('%s', (_, text, name) => {
    expect(text).toMatch(name)
  })
})

const remote = ['/usr/lib/systemd/systemd-journal-remote', '/lib/systemd/systemd-journal-remote'].find(
  existsSync,
)

/** What a command of a page shows of a journal with a line of each. */
function shown(program: string, command: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  const entries = LINES.map(
    ([name, unit, text], n) =>
      `__REALTIME_TIMESTAMP=${1_790_000_000_000_000 + n}\n__MONOTONIC_TIMESTAMP=${n + 1}\n_BOOT_ID=0123456789abcdef0123456789abcdef\nPRIORITY=6\nSYSLOG_IDENTIFIER=${name}\n_SYSTEMD_UNIT=${unit}\nMESSAGE=${text}\n\n`,
  )
  writeFileSync(join(folder, 'entries'), entries.join(''))
  execFileSync(program, ['-o', join(folder, 'x.journal'), join(folder, 'entries')], { stdio: 'ignore' })
  const [name = '', ...words] = command.split(' ')
  const args = [
    '--file',
    join(folder, 'x.journal'),
    '-o',
    'cat',
    '--no-pager',
    ...words.filter((word) => word !== '-f'),
  ]
  const said = execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  rmSync(folder, { recursive: true })
  return said
}

test('the pages have such a command', () => {
  expect(COMMANDS.length).toBeGreaterThan(2)
})

if (remote === undefined)
  test('the documented commands on a journal: not run, systemd-journal-remote is not here', () => {
    expect(remote).toBeUndefined()
  })
else
  describe('the documented commands show every run, whoever has started it', () => {
    test.each(COMMANDS)('%s: %s', (_, command) => {
      const said = shown(remote, command)
      expect(LINES.filter(([, , text]) => !said.includes(text))).toEqual([])
    })
  })
