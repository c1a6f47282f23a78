import { memberNumber } from './label.ts'
import type { Policy } from './policy.ts'

/** Of a policy, what user data may name. */
export interface Named extends Pick<Policy, 'name' | 'fleetTag' | 'region'> {
  readonly attachments: readonly Pick<Policy['attachments'][number], 'nodeBalancer'>[]
}

/** What user data may name of the member it is for; each is written `${NAME}`. */
export function memberNames(label: string, policy: Named): ReadonlyMap<string, string> {
  return new Map([
    ['MEMBER_LABEL', label],
    ['MEMBER_NUMBER', String(memberNumber(policy.name, label) ?? '')],
    ['FLEET_NAME', policy.name],
    ['FLEET_TAG', policy.fleetTag],
    ['NODEBALANCER_ID', String(policy.attachments[0]?.nodeBalancer ?? '')],
    ['REGION', policy.region],
  ])
}

/** Fills names in. Any other `${...}` stays: it is the shell's. */
export function fillIn(text: string, names: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{([A-Z_]+)\}/g, (whole, name: string) => names.get(name) ?? whole)
}
