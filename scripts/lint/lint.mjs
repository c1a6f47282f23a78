import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { wrongPapers } from './papers.mjs'
import { judgeTree } from './words.mjs'

// Everything that `npm run lint` holds, told at once: the words, the papers and the linter's rules with those of this house.
const wrong = [...judgeTree(), ...wrongPapers(resolve(import.meta.dirname, '../..'))]
for (const line of wrong) process.stderr.write(`${line}\n`)
const linter = spawnSync('oxlint', ['--type-aware', '--deny-warnings', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exitCode = wrong.length > 0 ? 1 : (linter.status ?? 1)
