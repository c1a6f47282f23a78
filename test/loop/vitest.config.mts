import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/loop/*.loop.ts'], testTimeout: 170_000, disableConsoleIntercept: true },
})
