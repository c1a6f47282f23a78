import type { NewProfile } from '../profile/new-profile.ts'
import { money } from './money.ts'
import { table } from './table.ts'

/** A profile that was written, or is about to be. */
export interface InitReport {
  readonly path: string
  readonly profile: NewProfile
  /** The lines of the file. */
  readonly text: readonly string[]
  /** The NodeBalancer's label. */
  readonly nodeBalancer: string
  /** What one of its type costs, in US dollars; null where that is not known. */
  readonly type: { readonly hourly: number | null; readonly monthly: number | null } | null
  readonly dryRun: boolean
}

/** What is about to be written, in a dozen lines. */
export function previewLines({ profile, nodeBalancer, type }: InitReport): readonly string[] {
  const { name, region, image, users, firewall, configs, min, max } = profile
  const hourly = type?.hourly ?? null
  const each = hourly === null ? 'price not known' : `${money(hourly)}/h${monthly(type)} each`
  const all = hourly === null ? '' : `, ${money(hourly * min)} to ${money(hourly * max)}/h`
  const ports = configs.map(({ id, port }) => `config ${id} to port ${port}`)
  return table([
    ['fleet', `${name}: members ${name}-1, ${name}-2, ...`],
    ['behind', `NodeBalancer ${profile.nodeBalancer} (${nodeBalancer}): ${ports.join(', ')}`],
    ['region', region],
    ['type', `${profile.type}, ${each}`],
    ['image', image],
    ['users', users.length === 0 ? 'none: nobody logs in' : users.join(', ')],
    ['firewall', firewall === null ? 'none' : String(firewall)],
    ['size', `${min} to ${max} members${all}`],
  ])
}

function monthly(type: InitReport['type']): string {
  const price = type?.monthly ?? null
  return price === null ? '' : `, ${money(price)}/month`
}

/** Where the profile is, and what comes next. */
export function initLines({ path, profile: { name, nodeBalancer } }: InitReport): readonly string[] {
  return [
    `${path}: a profile of the fleet ${name} behind NodeBalancer ${nodeBalancer}`,
    `next: linode-autoscale check -p ${path}`,
    `then: linode-autoscale scale-out --dry-run -p ${path}`,
  ]
}

/** The same, version 1; what a dry run would write is in it. */
export function initJson({ path, profile, text, dryRun }: InitReport): object {
  const { name, nodeBalancer } = profile
  return {
    version: 1,
    command: 'init',
    fleet: name,
    dry_run: dryRun,
    result: 'done',
    profile: path,
    nodebalancer: nodeBalancer,
    ...(dryRun ? { text: text.join('\n') } : {}),
  }
}
