import { defineConfig } from 'vitest/config'
import { TellSkipped } from './test/support/tell-skipped.ts'

const report = process.env['TEST_REPORT']
// A promise is tried, not timed: the limit only ends what hangs, also on a host that does much else.
const HANGS = process.env['PROVE'] === '1' ? 1_200_000 : 600_000

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    // Many tests wait for real processes: all cores are used, where one would be left free.
    maxWorkers: '100%',
    testTimeout: HANGS,
    hookTimeout: HANGS,
    // A test that expects nothing cannot fail.
    expect: { requireAssertions: true },
    reporters: [
      'default',
      new TellSkipped(),
      ...(report === undefined ? [] : [['json', { outputFile: report }] as ['json', object]]),
    ],
  },
})
