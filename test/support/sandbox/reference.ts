import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isJson, type Json } from './api.ts'

/** A recorded (or quoted) reply of the real API. */
export interface Fixture {
  readonly name: string
  readonly method: string
  /** Path and query, with the version. */
  readonly url: string
  readonly body: unknown
  readonly filter: string | null
  readonly status: number
  readonly reply: unknown
}

/** One exchange as the referee judges it. */
export interface JudgedExchange {
  readonly method: string
  readonly url: string
  readonly reqHeaders: Readonly<Record<string, string>>
  readonly reqBody: string
  readonly status: number
  readonly resHeaders: Readonly<Record<string, string>>
  readonly resBody: string
}

/** Judges exchanges by the official document. */
export interface Judge {
  check(exchange: JudgedExchange): { readonly route: string | null; readonly faults: readonly unknown[] }
}

const reference = process.env['LINODE_AUTOSCALE_REFERENCE']
const referee = process.env['LINODE_AUTOSCALE_REFEREE']

/** The folder of recorded replies, or why there is none. */
export function referenceFolder(): { readonly folder: string } | { readonly missing: string } {
  if (reference === undefined || reference === '') return { missing: 'LINODE_AUTOSCALE_REFERENCE is not set' }
  const folder = join(reference, 'linode-api')
  return existsSync(folder) ? { folder } : { missing: `${folder} does not exist` }
}

/** The folder of the referee with its modules installed, or why there is none. */
export function refereeFolder(): { readonly folder: string } | { readonly missing: string } {
  if (referee === undefined || referee === '') return { missing: 'LINODE_AUTOSCALE_REFEREE is not set' }
  return existsSync(join(referee, 'core.mjs'))
    ? { folder: referee }
    : { missing: `${referee} has no core.mjs` }
}

/** Parses a JSON file. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

const at = (value: unknown, key: string): unknown => (isJson(value) ? value[key] : undefined)

function firstOf(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : null
}

function fixtureOf(name: string, file: Json): Fixture {
  const { request, response } = file
  const url = new URL(firstOf(at(request, 'url')) ?? 'https://quoted.invalid/')
  return {
    name,
    method: firstOf(at(request, 'method')) ?? 'GET',
    url: `${url.pathname}${url.search}`,
    body: at(request, 'body') ?? undefined,
    filter: firstOf(at(at(request, 'headers'), 'X-Filter')),
    status: Number(at(response, 'status')),
    reply: at(response, 'body'),
  }
}

/** Every recorded reply of a folder. */
export function readFixtures(folder: string): readonly Fixture[] {
  const names = readdirSync(join(folder, 'fixtures')).toSorted()
  return names.flatMap((name) => {
    const file = readJson(join(folder, 'fixtures', name))
    return isJson(file) ? [fixtureOf(name.replace(/\.json$/, ''), file)] : []
  })
}

type JudgeClass = new (spec: unknown, options: object) => Judge

function isJudgeClass(value: unknown): value is JudgeClass {
  return typeof value === 'function'
}

/** Loads the referee, set up as its own page says. */
export async function loadJudge(folder: string, data: string): Promise<Judge> {
  const core: unknown = await import(pathToFileURL(join(folder, 'core.mjs')).href)
  const Referee = at(core, 'Referee')
  if (!isJudgeClass(Referee)) throw new Error(`${folder}/core.mjs exports no Referee`)
  const [spec, quirks, golden] = ['openapi.core', 'quirks', 'golden'].map((name) =>
    readJson(join(data, `${name}.json`)),
  )
  return new Referee(spec, { fix: true, quirks, golden })
}
