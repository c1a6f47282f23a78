import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { stringify } from 'yaml'

/** A series and its values, one every 15 seconds, in promtool's notation. */
export interface Series {
  readonly series: string
  readonly values: string
}

/** What an expression is at a moment: a value for each set of labels, in promtool's notation; none for an empty result. */
export interface Expectation {
  readonly expr: string
  readonly eval_time: string
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[]
}

/** What an alert says at a moment. */
export interface AlertExpectation {
  readonly alertname: string
  readonly eval_time: string
  readonly exp_alerts: readonly object[]
}

/** One case of promtool's rule tests. */
export interface RuleCase {
  readonly input_series: readonly Series[]
  readonly promql_expr_test?: readonly Expectation[]
  readonly alert_rule_test?: readonly AlertExpectation[]
}

/** Many cases, each against its own rules, in one run; an empty text when all pass, else what promtool says. */
export async function promtoolAll(
  programs: string,
  cases: readonly { readonly rules: string; readonly test: RuleCase }[],
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  try {
    const files = cases.map(({ rules, test }, n) => {
      writeFileSync(join(folder, `rules-${n}.yml`), rules)
      const tests = [{ interval: '15s', ...test }]
      const file = join(folder, `test-${n}.yml`)
      writeFileSync(file, stringify({ rule_files: [`rules-${n}.yml`], evaluation_interval: '15s', tests }))
      return file
    })
    const ran = await execa(join(programs, 'promtool'), ['test', 'rules', ...files], {
      cwd: folder,
      reject: false,
    })
    return ran.exitCode === 0 ? '' : `${ran.stdout}\n${ran.stderr}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs one case against rules; an empty text when it passes, else what promtool says. */
export async function promtool(programs: string, rules: string, testCase: RuleCase): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  try {
    writeFileSync(join(folder, 'rules.yml'), rules)
    const test = {
      rule_files: ['rules.yml'],
      evaluation_interval: '15s',
      tests: [{ interval: '15s', ...testCase }],
    }
    writeFileSync(join(folder, 'test.yml'), stringify(test))
    const ran = await execa(join(programs, 'promtool'), ['test', 'rules', 'test.yml'], {
      cwd: folder,
      reject: false,
    })
    return ran.exitCode === 0 ? '' : `${ran.stdout}\n${ran.stderr}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
