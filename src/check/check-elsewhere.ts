import type { LeftElsewhere } from '../fleet/sight/left-elsewhere.ts'
import { ok, warning, type CheckItem } from './check-item.ts'

/** What of the fleet is on configs that the profile does not name, and how far was looked. */
export interface ElsewhereFacts {
  readonly left: readonly LeftElsewhere[]
  /** What could not be read, in words. */
  readonly unread: readonly string[]
  /** Whether every NodeBalancer was looked at that the token sees. */
  readonly everywhere: boolean
}

const SHOWN = 5

/** No run drains a backend node on a config that the profile does not name, and only a removal of its member takes it away: each is told, with the command that ends it. */
export function checkElsewhere({ left, unread, everywhere }: ElsewhereFacts): CheckItem {
  const where = everywhere ? 'on every NodeBalancer that the token sees' : 'on its NodeBalancers'
  if (left.length === 0) {
    const found = `no backend node of the fleet is on another config ${where}`
    return unread.length === 0 ? ok('elsewhere', found) : notRead(unread, found)
  }
  const names = left.slice(0, SHOWN).map(({ backend: { label, id, config, nodeBalancer }, why }) => {
    return `${label} (backend node ${id} on config ${config} of NodeBalancer ${nodeBalancer}: ${why})`
  })
  const rest = left.length - SHOWN
  const more = rest > 0 ? ` and ${rest} more` : ''
  return warning(
    'elsewhere',
    `${names.join(', ')}${more}: on configs that the profile does not name, where no run drains them, and a removal takes away what bears its member’s label`,
    `${left
      .slice(0, SHOWN)
      .map((l) => l.command)
      .join('; ')}; or name the config in the profile`,
  )
}

function notRead(unread: readonly string[], found: string): CheckItem {
  return warning('elsewhere', `${found}; not read: ${unread.join('; ')}`, 'read it with a token that may')
}
