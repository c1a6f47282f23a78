/** A config that the profile gives to rehearsals. */
export interface GivenConfig {
  readonly nodeBalancer: number
  readonly config: number
}

/** What a rehearsal works with: everything it makes bears this tag and these labels, and no member does. */
export interface Stage {
  /** The fleet's name. */
  readonly fleet: string
  /** `rehearsal:web:12345`: what it makes is found again by it. */
  readonly tag: string
  readonly region: string
  readonly type: string
  readonly image: string
  /** Whose keys a new instance gets. */
  readonly keys: Readonly<Record<string, unknown>>
  /** The config that backend nodes are tried on; null to make a NodeBalancer for it. */
  readonly given: GivenConfig | null
  /** Of one begun hour, in US dollars. */
  readonly prices: { readonly instance: number; readonly nodeBalancer: number }
}

/** The price of a NodeBalancer's begun hour: https://www.linode.com/pricing, 10 dollars a month. */
export const NODEBALANCER_HOURLY = 0.015

/** The tag of a fleet's rehearsals. */
export function rehearsalTag(fleet: string, nodeBalancer: number): string {
  return `rehearsal:${fleet}:${nodeBalancer}`
}

/** The label of the n-th instance of a rehearsal; never of the form `<name>-<n>`. */
export function instanceLabel({ fleet }: Stage, n: number): string {
  return `${fleet}-rehearsal-${n}`
}

/** A NodeBalancer's label has at most 32 characters. */
export function nodeBalancerLabel({ fleet }: Stage): string {
  return `${fleet.slice(0, 21)}-rehearsal`
}

/** The label of a backend node on a config that outlives the rehearsal. */
export function nodeLabel({ fleet }: Stage, n: number): string {
  return `${fleet.slice(0, 16)}-rehearsal-${n}`
}

/** Whether a backend node's label is one that a rehearsal of this fleet gives. */
export function isNodeLabel(stage: Stage, label: string): boolean {
  return new RegExp(`^${nodeLabel(stage, 0).slice(0, -1).replaceAll('.', '\\.')}[\\dx]+$`).test(label)
}
