import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { ROOT } from './root.ts'

const LINTED_BY = ['package.json', '.oxlintrc.json', 'tsconfig.json', 'scripts/lint']

/** What `npm run lint` says of a tree: its exit code, and its complaints by file. */
export interface Lint {
  readonly exitCode: number | undefined
  readonly of: (file: string) => readonly string[]
  /** Everything it said. */
  readonly all: string
}

/** Runs `npm run lint` on files that are planted in a folder of their own, never in this tree. */
export async function lintOf(files: Readonly<Record<string, string>>): Promise<Lint> {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'))
  try {
    for (const each of LINTED_BY) cpSync(join(ROOT, each), join(folder, each), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const [path, text] of Object.entries(files)) plant(join(folder, path), text)
    const run = await execa('npm', ['run', '--silent', 'lint', '--', '-f', 'unix'], {
      cwd: folder,
      reject: false,
    })
    const lines = run.stdout.split('\n')
    return {
      exitCode: run.exitCode,
      of: (file) => lines.filter((line) => line.startsWith(`${file}:`)),
      all: run.stdout + run.stderr,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
