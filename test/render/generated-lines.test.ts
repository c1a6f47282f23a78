import { expect, test } from 'vitest'
import { generatedLines, type GeneratedReport } from '../../src/render/generated-lines.ts'
import { paintFor } from '../../src/render/paint.ts'

const UNIT = 'linode-autoscale-a-shop-in-the-north-east-reconcile.service'
const FILES: readonly GeneratedReport[] = [
  { status: 'written', path: 'made/rules.yml', goesTo: '/etc/prometheus/rules.yml', diff: [] },
  { status: 'written', path: `made/${UNIT}`, goesTo: `/etc/systemd/system/${UNIT}`, diff: [] },
  { status: 'written', path: 'made/crontab', goesTo: '/etc/cron.d/a-shop, not the timer', diff: [] },
]

const linesAt = (columns: number | null, files = FILES): readonly string[] =>
  generatedLines({ fleets: [], files, remarks: [], reloads: [] }, paintFor(false), columns)

test('files stand by folder where whole paths are wider than the terminal', () => {
  expect(linesAt(120)).toEqual([
    'in made/, and where each goes',
    `  written  ${'rules.yml'.padEnd(UNIT.length)}  /etc/prometheus/`,
    `  written  ${UNIT}  /etc/systemd/system/`,
    `  written  ${'crontab'.padEnd(UNIT.length)}  /etc/cron.d/a-shop, not the timer`,
  ])
})

test('a long name takes the column of no other', () => {
  expect(linesAt(60)).toEqual([
    'in made/, and where each goes',
    '  written  rules.yml  /etc/prometheus/',
    `  written  ${UNIT}  /etc/systemd/system/`,
    '  written  crontab    /etc/cron.d/a-shop, not the timer',
  ])
})

test('off a terminal, and where there is room, each file has its whole path', () => {
  expect(linesAt(null)).toEqual(linesAt(400))
  expect(linesAt(null)[1]).toMatch(/^written {2}made\/rules\.yml +\/etc\/prometheus\/rules\.yml$/)
})

test('where a file is there already nothing says where it goes', () => {
  const path = `/etc/systemd/system/${UNIT}`
  const lines = linesAt(80, [{ status: 'missing', path, goesTo: path, diff: [] }])
  expect(lines).toEqual(['in /etc/systemd/system/', `  missing  ${UNIT}`])
})
