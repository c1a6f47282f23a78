import { ASSUMED, type FactName, type Facts } from './facts.ts'
import { isRow } from './rows.ts'

/** What a file of facts holds. */
export interface FactsFile {
  readonly fleet: string
  readonly region: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly facts: Partial<Facts>
}

/** The file as it is kept. */
export function factsText({ fleet, region, at, facts }: FactsFile): string {
  return `${JSON.stringify({ version: 1, command: 'rehearse', fleet, region, at, facts }, null, 2)}\n`
}

/** Reads a file of facts. Throws an Error that says what is wrong with it. */
export function parseFacts(text: string): FactsFile {
  const value = parseJson(text)
  if (!isRow(value) || value['version'] !== 1 || !isRow(value['facts']))
    throw new Error('it is no file that rehearse --keep-facts has written')
  const { fleet, region, at, facts } = value
  const wrong = Object.entries(facts).filter(([name, fact]) => !isFact(name, fact))
  if (wrong.length > 0)
    throw new Error(`${wrong.map(([name]) => name).join(', ')}: no such fact, or not of its kind`)
  return { fleet: String(fleet), region: String(region), at: String(at), facts: onlyFacts(facts) }
}

function onlyFacts(facts: object): Partial<Facts> {
  return Object.fromEntries(Object.entries(facts))
}

const WORDS: Partial<Record<FactName, readonly string[]>> = {
  labelRace: ['one', 'both'],
  duplicateAddress: ['allowed', 'refused'],
  uncheckedHealth: ['Unknown', 'UP', 'DOWN'],
  partialPut: ['accepted', 'refused'],
  labelWithMode: ['taken', 'ignored'],
  errorOrder: ['type-first', 'region-first'],
  createTags: ['kept', 'dropped'],
  instanceIds: ['rising', 'falling'],
}

function isFact(name: string, value: unknown): boolean {
  const known: unknown = Object.hasOwn(ASSUMED, name) ? Reflect.get(ASSUMED, name) : undefined
  if (typeof value !== typeof known) return false
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0
  const words = Object.entries(WORDS).find(([each]) => each === name)?.[1]
  return words === undefined || words.some((word) => word === value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
