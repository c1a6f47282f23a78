import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const PARTS = [
  'src',
  'test',
  'examples',
  'docs',
  'scripts',
  'bin',
  'package.json',
  'README.md',
  'CHANGELOG.md',
]
/** Tests of a built or packed program, of real processes, and of what imports nothing of ours: none of them runs a mutant. */
const OTHERS =
  /^test\/(processes|pack|sandbox|loop|lint|mutants|bench|bin|docs|linear-expressions|commands\/completion)/

/** What a trier says before it gives up on itself. */
const NEVER_ENDS = 'it never ends'

/** The slow tests of many schedules are the last to be asked, and only of what all others have missed. */
const QUICK = { SCHEDULES: '20', ...process.env }

/** A copy of the tree with instrumented sources, in which tests are run with one mutant switched on. */
export class Workshop {
  #idle = []

  constructor(root, files) {
    this.folder = mkdtempSync(join(tmpdir(), 'mutants-'))
    for (const part of PARTS.filter((p) => existsSync(join(root, p))))
      cpSync(join(root, part), join(this.folder, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'))
    for (const { name, content } of files) writeFileSync(join(this.folder, name), content)
  }

  close() {
    for (const trier of this.#idle) trier.process.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** For each test file what it takes in milliseconds and the ids of the mutants it meets. Fails when a test does, without any mutant. */
  async cover(chosen) {
    const [covered, report] = [join(this.folder, 'covered'), join(this.folder, 'report.json')]
    const tests = filesIn(this.folder, 'test', '.test.ts').filter(
      (f) => !OTHERS.test(f) && new RegExp(chosen).test(f),
    )
    if (tests.length === 0) throw new Error(`no test file has ${chosen} in its path`)
    const code = await this.#vitest(tests, { MUTANT_COVERAGE: covered, TEST_REPORT: report }, [
      '--reporter=json',
      `--outputFile=${report}`,
    ])
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const failed = testResults.filter((f) => f.status === 'failed').map((f) => f.name)
    if (code !== 0) throw new Error(`tests fail without any mutant: ${failed.join(', ') || `exit ${code}`}`)
    const took = new Map(testResults.map((f) => [f.name, f.endTime - f.startTime]))
    const lines = readFileSync(covered, 'utf8').trim().split('\n')
    return lines
      .map((line) => JSON.parse(line))
      .map(({ test, met }) => ({ test: relative(this.folder, test), took: took.get(test) ?? 0, met }))
      .filter(({ met }) => met.length > 0)
      .sort((a, b) => a.took - b.took)
  }

  /** The name of a test that notices a mutant, or null when all of these files pass with it. */
  async notice(id, tests) {
    const trier = this.#idle.pop() ?? (await this.#start())
    const answer = once(trier.process, 'message')
    trier.process.send({ id, tests })
    const [said] = await Promise.race([answer, trier.ended])
    if (said.by === null && said.ran !== tests.length)
      throw new Error(`${said.ran} of ${tests.length} files ran`)
    if (trier.process.exitCode === null && said.by !== NEVER_ENDS) this.#idle.push(trier)
    return said.by
  }

  async #start() {
    const trier = fork(join(this.folder, 'scripts/mutants/trier.mjs'), {
      cwd: this.folder,
      env: QUICK,
      stdio: ['ignore', 'ignore', process.env.MUTANT_NOISE === undefined ? 'ignore' : 'inherit', 'ipc'],
    })
    const ended = once(trier, 'exit').then(() => [{ by: 'it ends the process' }])
    await once(trier, 'message')
    return { process: trier, ended }
  }

  async #vitest(tests, env, args) {
    const vitest = join(this.folder, 'node_modules/vitest/vitest.mjs')
    const child = spawn(
      process.execPath,
      [vitest, 'run', '--config=test/mutants/vitest.config.mts', ...args, ...tests],
      {
        cwd: this.folder,
        stdio: process.env.MUTANT_NOISE === undefined ? 'ignore' : 'inherit',
        env: { ...QUICK, MUTANT_TESTS: tests.join(' '), ...env },
      },
    )
    const [code] = await once(child, 'close')
    return code
  }
}

/** The files under a folder whose names end so, by their path from the root. */
export function filesIn(root, folder, ending) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith(ending))
    .sort()
}
