import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { manPage, readHelp } from '../../scripts/package/man-page.mjs'
import { helpTexts } from '../../src/cli.ts'

const about = { name: 'linode-autoscale', version: '1.2.3', description: 'A fleet grows. It shrinks.' }
const help = helpTexts(about.version)
const page = manPage(help, about)
/** As it is read: without the marks of roff. */
const read = page
  .replaceAll(/^\.(?:B|SS|SH) /gm, '')
  .replaceAll('\\-', '-')
  .replaceAll('\\e', '\\')
  .replaceAll('\\(ti', '~')
  .replaceAll('\\(ha', '^')

describe('the page of manual', () => {
  test.each(Object.keys(help))('tells all that the help of “%s” does', (command) => {
    const { usage, about: paragraphs, lists, tail } = readHelp(help[command] ?? '')
    const told = [usage, ...paragraphs, ...lists.flatMap(({ items }) => items.flat()), ...tail]
    expect(told.length).toBeGreaterThan(3)
    for (const line of told.filter((each) => each !== '')) expect(read).toContain(line)
  })

  test('loses no word of a help text, whatever width that was laid out for', () => {
    for (const text of Object.values(help)) {
      const { usage, about: paragraphs, lists, tail } = readHelp(text)
      const items = lists.flatMap(({ title, items: each }) => [`${title}:`, ...each.flat()])
      const words = [`Usage: ${usage}`, ...paragraphs, ...items, ...tail].join(' ').split(/\s+/)
      expect(words.filter((word) => word !== '')).toEqual(text.trim().split(/\s+/))
    }
  })

  test('has no line that begins like a request of roff and is none', () => {
    const dotted = { '': "Usage: x\n\n.hidden and 'quoted\n\nOptions:\n  -a  all\n\n.more \\ of it\n" }
    const lines = manPage(dotted, about).split('\n')
    const known = /^\.(?:TH|SH|SS|PP|TP|B|br|nf|fi|nh|ad)\b/
    expect(lines.filter((line) => line.startsWith('.') && !known.test(line))).toEqual([])
    expect(lines).toContain(String.raw`\&.hidden and 'quoted`)
    expect(lines).toContain(String.raw`\&.more \e of it`)
  })

  const man = spawnSync('man', ['--version'])
  test.runIf(man.status === 0)('is read by man without a warning', () => {
    const { stdout, stderr } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', '-'], {
      input: page,
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80' },
    })
    expect(stderr).toBe('')
    expect(stdout).toContain('scale-out')
  })
})
