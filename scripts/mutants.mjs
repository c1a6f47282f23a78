// Changes one small thing of src/fleet or src/apply at a time and tells which changes no test notices. Not part of the gate.
//
//   npm run prove:mutants                      a seeded sample; goes on where an interrupted run left off
//   npm run prove:mutants -- --batch 50        at most 50 of it now
//   npm run prove:mutants -- --again           only what survived last time
//   npm run prove:mutants -- --only put-back   only files whose path contains that; --all: not a sample but every mutant
//   npm run prove:mutants -- --tests '^test/(apply|fleet)'  only by tests whose path matches: quicker, and a lower bound
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { hashOf, instrument } from './mutants/instrument.mjs'
import { filesIn, Workshop } from './mutants/workshop.mjs'

const root = join(import.meta.dirname, '..')
const FOLDERS = ['src/fleet', 'src/apply']
const { values: asked } = parseArgs({
  options: {
    sample: { type: 'string', default: '640' },
    seed: { type: 'string', default: '14' },
    batch: { type: 'string', default: 'Infinity' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    tests: { type: 'string', default: '' },
    results: { type: 'string', default: join(root, 'coverage/mutants.jsonl') },
    all: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    'report-only': { type: 'boolean', default: false },
  },
})

const names = FOLDERS.flatMap((f) => filesIn(root, f, '.ts'))
const { files, mutants } = await instrument(root, names)
const tree = hashOf(
  [...names, ...filesIn(root, 'test', '.ts')].map((f) => readFileSync(join(root, f))).join('\n'),
)
const equivalents = readEquivalents()
const sample = chooseSample()
const known = readResults()
const isOpen = ({ key }) =>
  asked.again ? known.get(key)?.by === null && known.get(key).tree !== tree : known.get(key)?.tree !== tree
const open = sample.filter((m) => isOpen(m) && !equivalents.has(m)).slice(0, Number(asked.batch))
if (open.length > 0 && !asked['report-only']) await tryAll(open)
report()

/** Of each folder the same number, in an order that the seed and what a mutant is decide: a change elsewhere leaves the sample as it is. */
function chooseSample() {
  const order = new Map(mutants.map((m) => [m, hashOf(`${asked.seed} ${m.key}`)]))
  return FOLDERS.flatMap((folder) => {
    const its = mutants.filter((m) => m.file.startsWith(folder) && m.file.includes(asked.only))
    const sorted = its.sort((a, b) => (order.get(a) < order.get(b) ? -1 : 1))
    return asked.all ? sorted : sorted.slice(0, Math.ceil(Number(asked.sample) / FOLDERS.length))
  })
}

async function tryAll(open) {
  mkdirSync(dirname(asked.results), { recursive: true })
  const shop = new Workshop(root, files)
  try {
    const covered = await coverage(shop)
    const line = [...open]
    let done = 0
    const work = async () => {
      for (let m = line.shift(); m !== undefined; m = line.shift()) {
        const tests = likelyFirst(
          m,
          covered.filter(({ met }) => met.includes(m.id)).map(({ test }) => test),
        )
        const by = tests.length === 0 ? null : await shop.notice(m.id, tests)
        note({ key: m.key, tree, by, tests: tests.length })
        done++
        console.error(
          `${done}/${open.length} ${by === null ? 'SURVIVED' : 'noticed '} ${place(m)}${by === null ? '' : ` by ${by}`}`,
        )
      }
    }
    await Promise.all(Array.from({ length: Number(asked.workers) }, work))
  } finally {
    shop.close()
  }
}

/** Quick ones are first already; before them who has noticed it last time, then the file's own tests. */
function likelyFirst({ key, file }, tests) {
  const last = known.get(key)?.by?.split(': ')[0]
  const own = file.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts')
  const rank = (test) => (test === last ? 0 : test === own ? 1 : 2)
  return tests.toSorted((a, b) => rank(a) - rank(b))
}

/** Who meets which mutant, found once for a tree. */
async function coverage(shop) {
  const kept = `${asked.results}.${hashOf(tree + asked.tests)}.json`
  if (!existsSync(kept)) writeFileSync(kept, JSON.stringify(await shop.cover(asked.tests)))
  return JSON.parse(readFileSync(kept, 'utf8'))
}

function note(result) {
  known.set(result.key, result)
  appendFileSync(asked.results, `${JSON.stringify(result)}\n`)
}

function readResults() {
  if (!existsSync(asked.results)) return new Map()
  const lines = readFileSync(asked.results, 'utf8').trim().split('\n').filter(Boolean)
  return new Map(lines.map((line) => JSON.parse(line)).map((r) => [r.key, r]))
}

/** The mutants that change nothing anybody could see, as a person has judged them. Fails when an entry names none any more. */
function readEquivalents() {
  const entries = parse(readFileSync(join(import.meta.dirname, 'mutants/equivalent.yaml'), 'utf8')) ?? []
  const found = new Map()
  for (const { file, line, of, becomes, because } of entries) {
    const its = mutants.filter(
      (m) =>
        m.file === file &&
        m.code.split(' :: ')[0] === line &&
        (of === undefined || m.original === of) &&
        (becomes === undefined || m.replacement === becomes),
    )
    if (its.length === 0)
      console.error(`equivalent.yaml names what is not there: ${file}: ${line} -> ${becomes}`)
    for (const m of its) found.set(m, because)
  }
  return found
}

function short(text) {
  return text.length > 100 ? `${text.slice(0, 97)}...` : text
}

function place({ file, line, operator, original, replacement }) {
  return `${file}:${line} ${operator}: ${short(original)} -> ${short(replacement)}`
}

function report() {
  for (const m of sample) {
    const result = known.get(m.key)
    if (result?.by === null && !equivalents.has(m))
      console.log(`survived: ${place(m)}${result.tests === 0 ? ' (no test runs it)' : ''}`)
  }
  for (const folder of FOLDERS) {
    const its = sample.filter((m) => m.file.startsWith(folder))
    const judged = its.filter((m) => !equivalents.has(m) && known.has(m.key))
    const noticed = judged.filter((m) => known.get(m.key).by !== null)
    const stale = judged.filter((m) => known.get(m.key).tree !== tree).length
    const score =
      judged.length === 0 ? 'nothing tried' : `${((100 * noticed.length) / judged.length).toFixed(1)} %`
    console.log(
      `${folder}: ${score}: ${noticed.length} of ${judged.length} noticed, ${its.length - judged.length - count(its)} not tried, ` +
        `${count(its)} equivalent${stale > 0 ? `, ${stale} judged on an older tree` : ''}`,
    )
  }
  console.log(`of ${mutants.length} mutants, seed ${asked.seed}`)
}

function count(its) {
  return its.filter((m) => equivalents.has(m)).length
}
