import { appendFileSync } from 'node:fs'
import { afterAll, expect } from 'vitest'

interface Switched {
  readonly mutantCoverage?: { readonly static: object; readonly perTest: object }
}

// Which mutants a test file has met, one line a file: its modules are its own, so what they do when loaded counts too.
afterAll(() => {
  const file = process.env['MUTANT_COVERAGE']
  if (file === undefined) return
  const switched = Reflect.get(globalThis, '__stryker__') as Switched | undefined
  const met = Object.keys(switched?.mutantCoverage?.static ?? {})
  appendFileSync(file, `${JSON.stringify({ test: expect.getState().testPath, met })}\n`)
})
