import type { Drift } from '../fleet/sight/drift.ts'

/** A member and how far it is from what the profile makes members from now. */
interface Held {
  readonly label: string
  readonly drift: Drift
}

/** What is to be seen of a drift: `type g6-nanode-1, not g6-standard-1`; empty where nothing is. */
export function differsText({ differs }: Drift): string {
  return differs.map(({ field, is, wanted }) => `${field} ${is}, not ${wanted}`).join('; ')
}

/** All members' drift in one line: `web-1 (type g6-nanode-1, not g6-standard-1); not known: web-2 (made before specs were kept)`. */
export function driftText(members: readonly Held[]): string {
  const named = (some: readonly Held[], of: (drift: Drift) => string): string => {
    const reasons = [...new Set(some.map((m) => of(m.drift)))]
    return reasons
      .map((reason) => {
        const labels = some.filter((m) => of(m.drift) === reason).map((m) => m.label)
        return `${labels.join(', ')}${reason === '' ? '' : ` (${reason})`}`
      })
      .join('; ')
  }
  const drifted = members.filter((m) => m.drift.state === 'drifted')
  const unknown = members.filter((m) => m.drift.state === 'unknown')
  const resized = members.filter((m) => m.drift.state === 'same' && m.drift.differs.length > 0)
  const lacking = members.filter((m) => m.drift.lacks.length > 0)
  const parts = [
    ...(drifted.length === 0 ? [] : [named(drifted, differsOr('made from another spec'))]),
    ...(resized.length === 0 ? [] : [`changed since: ${named(resized, differsText)}`]),
    ...(unknown.length === 0 ? [] : [`not known: ${named(unknown, (d) => d.why ?? '')}`]),
    ...(lacking.length === 0
      ? []
      : [`without tags: ${named(lacking, (d) => `${d.lacks.join(', ')}: reconcile sets them`)}`]),
  ]
  return parts.length === 0 ? 'none' : parts.join('; ')
}

function differsOr(otherwise: string): (drift: Drift) => string {
  return (drift) => differsText(drift) || otherwise
}

/** A member's drift in JSON. */
export function driftJson({ state, differs, lacks, why }: Drift): object {
  return {
    state,
    differs: differs.map(({ field, is, wanted }) => ({ field, is, profile: wanted })),
    ...(lacks.length === 0 ? {} : { lacks_tags: lacks }),
    ...(why === null ? {} : { detail: why }),
  }
}
