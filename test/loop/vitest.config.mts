import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/loop/*.loop.ts'], testTimeout: 400_000, disableConsoleIntercept: true },
})
