import { spawn } from 'node:child_process'
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
const OTHERS = /^test\/(processes|pack|sandbox|loop|mutants|bench|bin\.test|completion\.test|docs)/
/** Processor seconds after which a mutant that never ends is one that was noticed. */
const PROCESSOR_SECONDS = Number(process.env['MUTANT_SECONDS'] ?? 180)

/** A copy of the tree with instrumented sources, in which tests are run with one mutant switched on. */
export class Workshop {
  constructor(root, files) {
    this.folder = mkdtempSync(join(tmpdir(), 'mutants-'))
    for (const part of PARTS.filter((p) => existsSync(join(root, p))))
      cpSync(join(root, part), join(this.folder, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'))
    for (const { name, content } of files) writeFileSync(join(this.folder, name), content)
  }

  close() {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** For each test file what it takes in milliseconds and the ids of the mutants it meets. Fails when a test does, without any mutant. */
  async cover(chosen) {
    const [covered, report] = [join(this.folder, 'covered'), join(this.folder, 'report.json')]
    const tests = filesIn(this.folder, 'test', '.test.ts').filter(
      (f) => !OTHERS.test(f) && f.includes(chosen),
    )
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
    const report = join(this.folder, `report-${id}.json`)
    const code = await this.#vitest(tests, { __STRYKER_ACTIVE_MUTANT__: id }, [
      '--bail=1',
      '--reporter=json',
      `--outputFile=${report}`,
    ])
    if (code === 0) return null
    if (code === null) return 'it never ends'
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
    rmSync(report)
    const failed = testResults.find((f) => f.status === 'failed')
    const test = failed?.assertionResults.find((t) => t.status === 'failed')
    return `${failed === undefined ? 'a file' : relative(this.folder, failed.name)}: ${test?.fullName ?? 'does not load'}`
  }

  async #vitest(tests, env, args) {
    const vitest = join(this.folder, 'node_modules/vitest/vitest.mjs')
    const run = `ulimit -t ${PROCESSOR_SECONDS}; exec "$0" "$@"`
    const child = spawn(
      'bash',
      [
        '-c',
        run,
        process.execPath,
        vitest,
        'run',
        '--config=test/mutants/vitest.config.mts',
        ...args,
        ...tests,
      ],
      {
        cwd: this.folder,
        stdio: process.env['MUTANT_NOISE'] === undefined ? 'ignore' : 'inherit',
        env: { SCHEDULES: '40', ...process.env, MUTANT_TESTS: tests.join(' '), ...env },
      },
    )
    return await new Promise((resolve) => child.on('close', resolve))
  }
}

/** The files under a folder whose names end so, by their path from the root. */
export function filesIn(root, folder, ending) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith(ending))
    .sort()
}
