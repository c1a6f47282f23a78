import type { Fleet, Member } from '../fleet/model/fleet.ts'
import { canBeMarked, isMarked, markedLabel, unmarkedLabel } from '../fleet/model/mark.ts'
import { nodesOf } from '../fleet/sight/member-state.ts'
import { failure, warning, type CheckItem } from './check-item.ts'

const SHOWN = 5
/** The longest label of a backend node that the API takes. */
const LONGEST = 32

/** What a drain does to the labels of backend nodes: it writes the member’s own, with our mark, whatever a person has called them. */
export function checkLabels({ members, observedAt }: Fleet): readonly CheckItem[] {
  const full = members.filter((m) => !canBeMarked(m.label)).map((m) => m.label)
  const renamed = members.flatMap((m) => renamedOf(m, observedAt))
  const tooLong =
    full.length === 0
      ? []
      : [
          failure(
            'backends',
            `${full.slice(0, SHOWN).join(', ')}: there is no room for our mark beside the label in ${LONGEST} characters, so no run drains it`,
            'delete it by hand, or rename it to a lower number',
          ),
        ]
  if (renamed.length === 0) return tooLong
  return [
    ...tooLong,
    warning(
      'backends',
      `${renamed.slice(0, SHOWN).join(', ')}: a drain, and what puts it back, gives a backend node its member’s own label again`,
      'nothing, unless something of yours goes by that label; a tag on the instance stays',
    ),
  ]
}

function renamedOf(member: Member, at: number): readonly string[] {
  const others = nodesOf(member).filter((b) => !isMarked(b.label) && unmarkedLabel(b.label) !== member.label)
  return others.map(({ id, label }) => {
    const marked = label.length + markedLabel('', at).length
    const length = marked > LONGEST ? `, ${label.length} characters and no room for our mark` : ''
    return `backend node ${id} of ${member.label} is called ${label}${length}`
  })
}
