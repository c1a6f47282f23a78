import { defineConfig } from 'vitest/config'

const report = process.env['TEST_REPORT']

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    // A promise is tried, not timed: the limit only ends what hangs.
    testTimeout: process.env['PROVE'] === '1' ? 600_000 : 300_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})
