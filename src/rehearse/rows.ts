import type { Reply } from '../account/probe.ts'

/** A JSON object of the API. */
export type Row = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The body of a success; null for anything else. */
export function rowOf(reply: Reply): Row | null {
  return reply.kind === 'answer' && reply.status < 300 && isRow(reply.body) ? reply.body : null
}

/** The rows of a page; null when the answer is none. */
export function rowsOf(reply: Reply): readonly Row[] | null {
  const data = rowOf(reply)?.['data']
  return Array.isArray(data) ? data.filter(isRow) : null
}

/** A number of a row; NaN when it is none. */
export function numberIn(row: Row | null, name: string): number {
  const value = row?.[name]
  return typeof value === 'number' ? value : Number.NaN
}

/** A text of a row; empty when it is none. */
export function textIn(row: Row | null, name: string): string {
  const value = row?.[name]
  return typeof value === 'string' ? value : ''
}

/** The texts of a list in a row. */
export function textsIn(row: Row | null, name: string): readonly string[] {
  const value = row?.[name]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** What an answer says in a few words: `400 label: Label must be unique`. */
export function told(reply: Reply): string {
  if (reply.kind === 'none') return `no answer (${reply.why})`
  const errors = isRow(reply.body) ? reply.body['errors'] : null
  const reasons = Array.isArray(errors) ? errors.filter(isRow).map(toldProblem) : []
  return [String(reply.status), reasons.join('; ')].filter((part) => part !== '').join(' ')
}

function toldProblem(problem: Row): string {
  const [field, reason] = [textIn(problem, 'field'), textIn(problem, 'reason')]
  return field === '' ? reason : `${field}: ${reason}`
}
