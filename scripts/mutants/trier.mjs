// Runs test files again and again, each time with another mutant switched on. A child of `workshop.mjs`, which asks by message.
// By its address: the linter would take its types for those of every script here.
const { createVitest } = await import(import.meta.resolve('vitest/node'))

/** Processor seconds after which a mutant that never ends is one that was noticed. */
const PROCESSOR_SECONDS = Number(process.env.MUTANT_SECONDS ?? 180)

/** The variable by which instrumented files know which mutant is on. */
const SWITCH = '__STRYKER_ACTIVE_MUTANT__'

const vitest = await createVitest('test', {
  watch: false,
  config: 'test/mutants/vitest.config.mts',
  reporters: [{}],
  bail: 1,
})
process.on('message', ({ id, tests }) => void tryOut(id, tests))
process.send({ ready: true })

async function tryOut(id, tests) {
  const begun = process.cpuUsage()
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(begun)
    if ((user + system) / 1e6 > PROCESSOR_SECONDS) process.send({ by: 'it never ends' }, () => process.exit())
  }, 1_000)
  process.env[SWITCH] = id
  process.env.MUTANT_TESTS = tests.join(' ')
  // Failures of the mutant before would end this run at once.
  vitest.state.filesMap.clear()
  const found = await vitest.globTestSpecifications(tests)
  const specs = found.filter(({ moduleId }) => tests.some((test) => moduleId.endsWith(`/${test}`)))
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specs)
  clearInterval(watch)
  process.send({ by: whoFailed(testModules, unhandledErrors), ran: testModules.length })
}

/** The name of what failed; null when every file has passed. */
function whoFailed(modules, unhandled) {
  const failed = modules.find((m) => m.state() === 'failed')
  if (failed !== undefined) {
    const [test] = failed.children.allTests('failed')
    return `${failed.relativeModuleId}: ${test?.fullName ?? 'does not load'}`
  }
  if (unhandled.length > 0) return `an error that nobody catches: ${String(unhandled[0]?.message)}`
  const others = modules.filter((m) => !['passed', 'skipped'].includes(m.state()))
  if (others.length > 0) throw new Error(`neither passed nor failed: ${others[0].relativeModuleId}`)
  return null
}
