import type { CloudErrorCode } from '../cloud.ts'

/** One reason of an error envelope. */
export interface Reason {
  readonly reason: string
  readonly field: string | null
}

/** What a refusal of the API is, and what the person can do about it. */
export interface KnownRefusal {
  readonly code: CloudErrorCode
  readonly remedy: string | null
}

interface Line extends KnownRefusal {
  readonly says: RegExp
  /** What the API names as the field, where that tells it apart. */
  readonly field?: RegExp
}

const OTHER_KIND =
  'where the account allows Linode interfaces only, set nodebalancer.backend to public-ipv6, or to vpc with instance.vpc.subnet_id'

// The first that fits. The API has no codes, so its own words are what tells refusals apart.
const LINES: readonly Line[] = [
  { says: /must be unique/i, field: /^label$/, code: 'label-taken', remedy: null },
  {
    says: /already (in use|exists|taken)|must be unique|duplicate/i,
    field: /^address$/,
    code: 'address-taken',
    remedy: null,
  },
  {
    says: /placement group/i,
    code: 'refused',
    remedy:
      'a placement group holds only so many Linodes: name another in instance.placement_group, or none, or lower size.max',
  },
  {
    says: /plan.* not .*available|not (currently )?available in .*region|out of capacity|insufficient capacity|no (capacity|open slots)|not .*have (the )?capacity/i,
    code: 'no-capacity',
    remedy:
      'the region has no room for that type now: give instance.type a list of types to try in order, or run it again later',
  },
  {
    says: /account limit|limit .*(linodes|active services)/i,
    code: 'refused',
    remedy: 'the account may have no more Linodes: ask Linode support for a higher limit, or lower size.max',
  },
  { says: /./, field: /^(interface_generation|private_ip)$/, code: 'refused', remedy: OTHER_KIND },
]

/** Finds what a refusal is by what the API says; null for one that no line is about. */
export function knownRefusal(reasons: readonly Reason[]): KnownRefusal | null {
  return (
    LINES.find(({ says, field }) =>
      reasons.some((r) => says.test(r.reason) && (field === undefined || field.test(r.field ?? ''))),
    ) ?? null
  )
}
