import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import { ownMutators } from './own-mutators.mjs'

// The instrumenter takes no operators of others; its own list is where they are added.
const list = new URL('mutators/mutate.js', import.meta.resolve('@stryker-mutator/instrumenter'))
const { allMutators } = await import(list.href)
allMutators.push(...ownMutators)

const silent = () => undefined
const logger = {
  isDebugEnabled: () => false,
  isTraceEnabled: () => false,
  debug: silent,
  info: silent,
  warn: silent,
}

/**
 * All mutants of some files, each switched on by one environment variable, and the files that contain them.
 * A mutant's `key` says what it is and not where: it stays the same when lines move.
 */
export async function instrument(root, names) {
  const sources = new Map(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]))
  const files = [...sources].map(([name, content]) => ({ name, mutate: true, content }))
  const options = { excludedMutations: [], plugins: null, ignorers: [] }
  const made = await new Instrumenter(logger).instrument(files, options)
  const seen = new Map()
  const mutants = made.mutants.map((m) => {
    const what = describe(m, sources.get(m.fileName))
    const text = [m.fileName, m.mutatorName, what.code, m.replacement].join('\n')
    const times = seen.get(text) ?? 0
    seen.set(text, times + 1)
    return { ...what, key: hashOf(`${text}\n${times}`) }
  })
  return { files: made.files, mutants }
}

function describe({ id, fileName, mutatorName, replacement, location }, source) {
  const lines = source.split('\n')
  const { start, end } = location
  const taken = lines.slice(start.line, end.line + 1)
  taken[taken.length - 1] = taken.at(-1).slice(0, end.column)
  taken[0] = taken[0].slice(start.column)
  const original = oneLine(taken.join('\n'))
  const code = `${(lines[start.line] ?? '').trim()} :: ${original}`
  return {
    id,
    file: fileName,
    line: start.line + 1,
    operator: mutatorName,
    original,
    replacement: oneLine(replacement),
    code,
  }
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** A short name for a text. */
export function hashOf(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
