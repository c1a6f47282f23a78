import { money } from './money.ts'
import { table } from './table.ts'

interface TypeOffer {
  readonly id: string
  readonly memory: number
  readonly cores: number
  readonly hourly: number | null
  readonly monthly: number | null
  readonly isSoldOut: boolean
}

/** Types with their prices, a line each: `g6-nanode-1  1 GB  1 core  $0.0075/h  $5.00/month`. */
export function typeTexts(types: readonly TypeOffer[]): readonly string[] {
  return table(
    types.map(({ id, memory, cores, hourly, monthly, isSoldOut }) => [
      id,
      `${memory / 1024} GB`,
      cores === 1 ? '1 core' : `${cores} cores`,
      hourly === null ? 'no price told' : `${money(hourly)}/h`,
      monthly === null ? '' : `${money(monthly)}/month`,
      isSoldOut ? 'no room now' : '',
    ]),
  )
}

/** NodeBalancers with where they are, a line each. */
export function nodeBalancerTexts(
  offers: readonly { readonly id: number; readonly label: string; readonly region: string }[],
): readonly string[] {
  return table(offers.map(({ id, label, region }) => [String(id), `(${label}, ${region})`]))
}

/** Users with whether anybody could log in by them, a line each. */
export function userTexts(
  users: readonly { readonly name: string; readonly keys: number }[],
): readonly string[] {
  return table(users.map(({ name, keys }) => [name, `(${keysText(keys)})`]))
}

function keysText(keys: number): string {
  if (keys === 0) return 'no SSH key'
  return keys === 1 ? '1 SSH key' : `${keys} SSH keys`
}

/** Firewalls, a line each. */
export function firewallTexts(
  firewalls: readonly { readonly id: number; readonly label: string }[],
): readonly string[] {
  return table(firewalls.map(({ id, label }) => [String(id), `(${label})`]))
}
