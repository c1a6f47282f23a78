import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // What takes ten minutes is a proof of its own: npm run prove:follow.
    include: [`test/loop/*.${process.env['LOOP'] ?? 'loop'}.ts`],
    testTimeout: 900_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
