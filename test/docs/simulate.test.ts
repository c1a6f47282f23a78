import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { WEB, World } from '../support/world.ts'

const BASE = WEB.replace('max: 8', 'max: 20').replace('scale_in: { protect_tag: keep }\n', '')
const PROFILES = {
  'web.yaml': 'load: { high: 0.7, high_for: 5m, low: 0.3, low_for: 10m }\n',
  'sized.yaml': 'load: { target: 0.6 }\n',
  'hotter.yaml': 'load: { target: 0.75 }\n',
}
const SESSION = /(?<=^```\n\$ linode-autoscale (simulate .*)\n)[^]*?(?=^```$)/gm

// `npx vitest run test/docs/simulate.test.ts -u` writes the page anew.
test('docs/simulate.md shows what simulate says', async () => {
  const path = join(ROOT, 'docs', 'simulate.md')
  const page = readFileSync(path, 'utf8')
  const sessions = [...page.matchAll(SESSION)]
  expect(sessions.length).toBeGreaterThan(2)
  const said: string[] = []
  for (const [, line = ''] of sessions) {
    const world = new World()
    for (const [name, load] of Object.entries(PROFILES)) world.files.set(name, BASE + load)
    const { out, code } = await world.run(...line.split(' '))
    expect(code).toBe(0)
    said.push(`${out.trimEnd()}\n`)
  }
  let n = 0
  await expect(page.replace(SESSION, () => said[n++] ?? '')).toMatchFileSnapshot(path)
})

const HOURS = /^(web|hotter)\.yaml +(\S+) .*% +(\d+) +\$/gm

test('its session lowers the bill by a fifth or more, as much as it says, and loses no more work', () => {
  const page = readFileSync(join(ROOT, 'docs', 'simulate.md'), 'utf8')
  const session = page.slice(page.indexOf('A session that lowers a bill'), page.indexOf('simulate-week.svg)'))
  const [before, after] = [...session.matchAll(HOURS)].map(([, , lost, hours]) => ({
    lost,
    hours: Number(hours),
  }))
  const saved = 1 - (after?.hours ?? 1) / (before?.hours ?? 1)
  expect([before?.lost, after?.lost]).toEqual(['0%', '0%'])
  expect(saved).toBeGreaterThanOrEqual(0.2)
  expect(session).toContain(
    `${Math.round(saved * 100)}% less than the first, and no work more without capacity`,
  )
})
