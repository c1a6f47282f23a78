import type { Reporter, TestModule } from 'vitest/node'

/** Names every test that did not run: what was not tried is no success, and nobody reads a number. */
export class TellSkipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((m) =>
      [...m.children.allTests('skipped')].map((t) => `not run: ${m.relativeModuleId} > ${t.fullName}`),
    )
    for (const line of skipped) console.log(line)
  }
}
