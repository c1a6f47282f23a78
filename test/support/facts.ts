import { readFileSync } from 'node:fs'
import type { Facts } from '../../src/rehearse/facts.ts'
import { parseFacts } from '../../src/rehearse/facts-file.ts'

/** How the account answers that `FACTS=facts.json` tells of; nothing when it is not set. Every world of every test is then such an account. */
export const FACTS: Partial<Facts> = factsIn(process.env['FACTS'])

function factsIn(path: string | undefined): Partial<Facts> {
  return path === undefined || path === '' ? {} : parseFacts(readFileSync(path, 'utf8')).facts
}
