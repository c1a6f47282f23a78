import { appendFileSync } from 'node:fs'

const file = process.env['PROVE_TALLY']

/** Counts what was tried, for `npm run prove` to print. */
export function tally(what: string, count: number): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, count })}\n`)
}
