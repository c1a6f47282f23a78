import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dashboard } from '../../src/monitoring/dashboard.ts'
import { rulesYml } from '../../src/monitoring/rules-yml.ts'
import { ROOT } from '../support/root.ts'
import { settings } from '../support/monitoring/our-rules.ts'

interface Model {
  readonly uid: string
  readonly description: string
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] }
  readonly annotations: { readonly list: readonly { readonly target: { readonly expr: string } }[] }
  readonly panels: readonly {
    readonly title: string
    readonly targets: readonly { readonly expr: string }[]
  }[]
}

const TWO = [settings(), { ...settings(), name: 'api', fleetTag: 'fleet:api:7' }] as const
const model: Model = JSON.parse(dashboard(...TWO))

const FORM = `import type { DashboardForm } from '${join(ROOT, 'test', 'support', 'monitoring', 'dashboard-form.ts')}'
export const dashboard: DashboardForm = `

/** What Grafana's own types say against a dashboard. */
function complaints(json: string): string {
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.dashboard-'))
  const file = join(folder, 'dashboard.ts')
  writeFileSync(file, `${FORM}${json}`)
  try {
    const flags = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--allowImportingTsExtensions',
      '--module',
      'preserve',
      '--ignoreConfig',
      file,
    ]
    execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), flags, { encoding: 'utf8', stdio: 'pipe' })
    return ''
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('Grafana’s own schema package finds nothing wrong', () => {
  expect(complaints(dashboard(...TWO))).toBe('')
})

test.each([
  ['a key of another name', (json: string) => json.replace('"gridPos"', '"gridPosition"')],
  ['a number that is a text', (json: string) => json.replace('"schemaVersion": 39', '"schemaVersion": "39"')],
  [
    'a kind of variable that there is none',
    (json: string) => json.replace('"type": "custom"', '"type": "costume"'),
  ],
  ['a threshold of no mode', (json: string) => json.replace('"mode": "absolute"', '"mode": "absolutely"')],
])('and it would: %s', (_, spoil) => {
  const spoilt = spoil(dashboard(...TWO))
  expect(spoilt).not.toBe(dashboard(...TWO))
  expect(complaints(spoilt)).toContain('error TS')
})

test('it says what made it, is one by its fleet tag, and lets a person choose the fleet', () => {
  expect(model.description).toContain('linode-autoscale monitoring -p')
  expect(model.uid).toBe('linode-autoscale-web-12345')
  expect(model.uid).not.toBe(JSON.parse(dashboard(TWO[1])).uid)
  expect(model.templating.list.find(({ name }) => name === 'fleet')?.query).toBe(
    'fleet:web:12345,fleet:api:7',
  )
})

const RECORDED = /^(?:ALERTS|fleet:wanted:members|fleet:work:members|linode_autoscale_\w+)$/

test('it asks for nothing but recorded series and what status --prometheus writes, of the chosen fleet', () => {
  const asked = [
    ...model.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...model.annotations.list.map(({ target }) => target.expr),
  ]
  const rules = rulesYml(settings())
  const names = asked.flatMap((expr) => [...expr.matchAll(/([\w:]+)\{/g)].map(([, name = '']) => name))
  expect(names.length).toBeGreaterThan(15)
  expect(names.filter((name) => !RECORDED.test(name) && !rules.includes(`record: ${name}\n`))).toEqual([])
  expect(asked.filter((expr) => !expr.includes('fleet="$fleet"'))).toEqual([])
})
