import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { metricsRules } from '../../src/monitoring/metrics-rules.ts'
import { prometheusPrograms } from '../support/prometheus-programs.ts'
import { World } from '../support/world.ts'

const rules = metricsRules({ name: 'web', fleetTag: 'fleet:web:12345' })

/** Series that make one rule fire, by what they are and for how many minutes. */
const FIRING: Readonly<Record<string, readonly [series: string, minutes: number]>> = {
  Failed: ['linode_autoscale_failed_changes{fleet="fleet:web:12345",action="create"}', 1],
  NewMembersFail: [
    'linode_autoscale_hold{fleet="fleet:web:12345",action="scale-out",reason="new-members-fail"}',
    2,
  ],
  StuckMember: ['linode_autoscale_members{fleet="fleet:web:12345",state="not-running"}', 21],
  Unfinished: ['linode_autoscale_unfinished_changes{fleet="fleet:web:12345"}', 21],
  AtMax: ['linode_autoscale_hold{fleet="fleet:web:12345",action="scale-out",reason="at-max"}', 61],
  Held: ['linode_autoscale_hold{fleet="fleet:web:12345",action="scale-in",reason="no-candidate"}', 31],
  Paused: ['linode_autoscale_hold{fleet="fleet:web:12345",action="scale-out",reason="paused"}', 721],
}

describe('alerts on the metrics of status', () => {
  test('use only metrics that status --prometheus writes', async () => {
    const { out } = await new World().run('status', '--prometheus')
    const names = new Set(out.match(/^linode_autoscale_\w+/gm))
    for (const { expr } of rules)
      for (const [name] of expr.matchAll(/linode_autoscale_\w+/g)) expect(names).toContain(name)
  })

  test('each has a name of its own, a severity and something to do', () => {
    expect(new Set(rules.map((r) => r.alert)).size).toBe(rules.length)
    for (const r of rules) {
      expect(['warning', 'critical']).toContain(r.labels['severity'])
      expect(r.annotations.description.length).toBeGreaterThan(20)
    }
  })

  test.skipIf(prometheusPrograms === null)(
    'promtool: the rules are sound, and fire when they should and not before (needs $PROMETHEUS_PROGRAMS)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-rules-'))
      try {
        const file = join(folder, 'rules.json')
        writeFileSync(file, JSON.stringify({ groups: [{ name: 'linode-autoscale', rules }] }))
        expect(promtool('check', 'rules', file)).toContain(`${rules.length} rules found`)
        const tests = Object.entries(FIRING).map(([alert, [series, minutes]]) => ({
          interval: '1m',
          input_series: [{ series, values: '1x900' }],
          promql_expr_test: [],
          alert_rule_test: [
            { alertname: `LinodeAutoscale${alert}`, eval_time: `${minutes - 2}m`, exp_alerts: [] },
            {
              alertname: `LinodeAutoscale${alert}`,
              eval_time: `${minutes}m`,
              exp_alerts: [fired(alert, series)],
            },
          ].slice(minutes > 2 ? 0 : 1),
        }))
        const spec = join(folder, 'test.json')
        writeFileSync(spec, JSON.stringify({ rule_files: [file], evaluation_interval: '1m', tests }))
        expect(promtool('test', 'rules', spec)).toContain('SUCCESS')
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})

function promtool(...args: readonly string[]): string {
  return execFileSync(join(prometheusPrograms ?? '', 'promtool'), args, { encoding: 'utf8', stdio: 'pipe' })
}

function fired(alert: string, series: string): object {
  const labels = Object.fromEntries([...series.matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v]))
  const { severity } = rules.find((r) => r.alert === `LinodeAutoscale${alert}`)?.labels ?? {}
  const { annotations } = rules.find((r) => r.alert === `LinodeAutoscale${alert}`) ?? {}
  const filled = JSON.stringify(annotations).replaceAll(
    /\{\{ \$labels\.(\w+) \}\}/g,
    (_, name: string) => labels[name] ?? '',
  )
  const kept = alert === 'Failed' ? { fleet: labels['fleet'] } : labels
  return { exp_labels: { ...kept, severity }, exp_annotations: JSON.parse(filled) as object }
}
