import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/loop/*.loop.ts'],
    testTimeout: 900_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
