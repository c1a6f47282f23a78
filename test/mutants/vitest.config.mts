import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** Test files in the order they were named in: whoever kills quickly comes first. */
class AsNamed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const named = (process.env['MUTANT_TESTS'] ?? '').split(' ')
    const at = ({ moduleId }: TestSpecification): number => named.findIndex((n) => moduleId.endsWith(n))
    return await Promise.resolve(files.toSorted((a, b) => at(a) - at(b)))
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    fileParallelism: false,
    isolate: process.env['MUTANT_COVERAGE'] !== undefined,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ['test/mutants/cover.ts'],
    sequence: { sequencer: AsNamed },
    experimental: { fsModuleCache: true },
  },
})
