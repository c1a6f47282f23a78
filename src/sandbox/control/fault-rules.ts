import { isObject } from '../wire/body-reader.ts'
import type { FaultKind, NewFault } from './faults.ts'

const KINDS: readonly FaultKind[] = [
  ...(['429', '408', '500', '502', '503', '504'] as const),
  ...(['drop-before', 'drop-after', 'delay', 'never'] as const),
]
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', '*']
const KEYS = ['call', 'method', 'path', 'kind', 'after', 'times', 'retryAfter', 'delayMs', 'takesEffect']

/** As long as a timer can be. */
const MOST = 2_147_483_647

class Problem extends Error {}

type Entry = Readonly<Record<string, unknown>>

function countOf(entry: Entry, key: string, least: number): Readonly<Record<string, number>> {
  const value = entry[key]
  if (value === undefined) return {}
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > MOST)
    throw new Problem(`${key}: a whole number from ${least} on is wanted, at most ${MOST}`)
  return { [key]: value }
}

function callOf(entry: Entry): { readonly method: string; readonly path: string } {
  const { call } = entry
  const [fromCall, ofCall] = typeof call === 'string' ? call.trim().split(/\s+/) : []
  const method = fromCall ?? entry['method']
  const path = ofCall ?? entry['path']
  if (typeof method !== 'string' || !METHODS.includes(method))
    throw new Problem(`call: begins with one of ${METHODS.join(', ')}, as in "POST /linode/instances"`)
  if (typeof path !== 'string' || (path !== '*' && !path.startsWith('/')))
    throw new Problem('call: a path that begins with / is wanted, as in "POST /linode/instances"')
  return { method, path: path.replace(/^\/v4(?:beta)?(?=\/)/, '') }
}

function kindOf(entry: Entry): FaultKind {
  const kind = KINDS.find((each) => each === String(entry['kind']))
  if (kind === undefined) throw new Problem(`kind: one of ${KINDS.join(', ')} is wanted`)
  return kind
}

function readEntry(entry: unknown): NewFault {
  if (!isObject(entry)) throw new Problem('an object is wanted')
  const unknown = Object.keys(entry).find((key) => !KEYS.includes(key))
  if (unknown !== undefined) throw new Problem(`${unknown}: not known; known are ${KEYS.join(', ')}`)
  const { takesEffect } = entry
  if (takesEffect !== undefined && typeof takesEffect !== 'boolean')
    throw new Problem('takesEffect: true or false is wanted')
  return {
    ...callOf(entry),
    kind: kindOf(entry),
    ...countOf(entry, 'after', 0),
    ...countOf(entry, 'times', 1),
    ...countOf(entry, 'retryAfter', 0),
    ...countOf(entry, 'delayMs', 0),
    ...(takesEffect === undefined ? {} : { takesEffect }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`the faults are not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/**
 * Reads faults from JSON: one object or an array of them, each
 * `{"call": "POST /linode/instances", "kind": "503", "after": 0, "times": 1, "retryAfter": 3, "delayMs": 0, "takesEffect": false}`.
 * Throws an Error that names the entry and what is wanted.
 */
export function parseFaults(text: string): readonly NewFault[] {
  const value = parse(text)
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
  return entries.map((entry, index) => {
    try {
      return readEntry(entry)
    } catch (error) {
      if (error instanceof Problem) throw new Error(`fault ${index + 1}: ${error.message}`, { cause: error })
      throw error
    }
  })
}
