import { type ApiProblem, invalid, Refusal } from './refusal.ts'

/** A JSON object whose members are still to be checked. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses a request body; an empty one counts as `{}`. */
export function parseBody(text: string): JsonObject {
  if (text.trim() === '') return {}
  const value = parseJson(text)
  if (!isObject(value) || !isCountable(value))
    throw new Refusal(400, [{ reason: 'Malformed JSON in request body' }])
  return value
}

/** `1e999` is JSON, and nothing that time or a list can be counted by: beyond this, in milliseconds, a date is none. */
const LARGEST = 1e13

/** Whether every number in a JSON value is one that can be counted with. */
export function isCountable(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= LARGEST
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every(isCountable)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a text must look like. */
export interface TextRule {
  readonly min?: number
  readonly max?: number
  readonly pattern?: RegExp
  /** What is said when the pattern does not match. */
  readonly reason?: string
}

/** Reads the members of a body and collects what is wrong with them, as the API does: all of it in one answer. */
export class BodyReader {
  readonly #body: JsonObject
  readonly #path: string
  readonly #problems: ApiProblem[]

  constructor(body: JsonObject, path = '', problems: ApiProblem[] = []) {
    this.#body = body
    this.#path = path
    this.#problems = problems
  }

  /** A reader for a nested object, whose problems are collected here. */
  nested(body: JsonObject, path: string): BodyReader {
    return new BodyReader(body, `${this.#path}${path}.`, this.#problems)
  }

  /** The member as it is. */
  raw(name: string): unknown {
    return this.#body[name]
  }

  has(name: string): boolean {
    return this.#body[name] !== undefined && this.#body[name] !== null
  }

  /** Notes a problem. */
  problem(name: string | null, reason: string): undefined {
    this.#problems.push(name === null ? { reason } : { reason, field: `${this.#path}${name}` })
    return undefined
  }

  require(name: string): void {
    if (!this.has(name)) this.problem(name, `${name} is required`)
  }

  text(name: string, rule: TextRule = {}): string | undefined {
    if (!this.has(name)) return undefined
    const value = this.#body[name]
    if (typeof value !== 'string') return this.problem(name, 'Must be of type String')
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = rule
    if (value.length < min || value.length > max)
      return this.problem(name, `Length must be ${min}-${max} characters`)
    if (rule.pattern !== undefined && !rule.pattern.test(value))
      return this.problem(name, rule.reason ?? 'Invalid value')
    return value
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const choice = choices.find((each) => each === value)
    return choice ?? this.problem(name, `Must be one of ${choices.join(', ')}`)
  }

  integer(name: string, min = 0, max = Number.MAX_SAFE_INTEGER): number | undefined {
    if (!this.has(name)) return undefined
    const value = this.#body[name]
    if (typeof value !== 'number' || !Number.isInteger(value))
      return this.problem(name, 'Must be of type Integer')
    if (value < min || value > max) return this.problem(name, `Must be ${min}-${max}`)
    return value
  }

  flag(name: string): boolean | undefined {
    if (!this.has(name)) return undefined
    const value = this.#body[name]
    return typeof value === 'boolean' ? value : this.problem(name, 'Must be of type Boolean')
  }

  texts(name: string): readonly string[] | undefined {
    if (!this.has(name)) return undefined
    const value = this.#body[name]
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
    return this.problem(name, 'Must be an array of strings')
  }

  object(name: string): JsonObject | undefined {
    if (!this.has(name)) return undefined
    const value = this.#body[name]
    return isObject(value) ? value : this.problem(name, 'Must be of type Object')
  }

  objects(name: string): readonly JsonObject[] {
    if (!this.has(name)) return []
    const value = this.#body[name]
    if (Array.isArray(value) && value.every(isObject)) return value
    this.problem(name, 'Must be an array of objects')
    return []
  }

  /** Ends the reading: throws a 400 with everything that was wrong. */
  check(): void {
    if (this.#problems.length > 0) throw new Refusal(400, this.#problems)
  }
}

/** Reads tags: 3 to 50 characters each. */
export function readTags(reader: BodyReader): readonly string[] | undefined {
  const tags = reader.texts('tags')
  if (tags === undefined) return undefined
  for (const tag of tags)
    if (tag.length < 3 || tag.length > 50)
      reader.problem('tags', `Tag '${tag}' must be between 3 and 50 characters`)
  return [...new Set(tags)]
}

/** The refusal for a label that another one has. */
export const labelTaken = (whose: string): Refusal =>
  invalid('label', `Label must be unique among your ${whose}`)
