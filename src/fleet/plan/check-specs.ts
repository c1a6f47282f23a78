import type { Fleet, Member } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { specOf, specTag } from '../model/spec.ts'
import { isOwn, turnsOf } from '../sight/former.ts'
import { pairsOf } from '../sight/pairs.ts'
import type { Question, Verdict } from './verdict.ts'

/** So long two changes to and fro are remembered: a timer of every night is seen in its second. */
const REMEMBERED = 2 * 86_400_000

/**
 * Two specs of which new members are made by turns, the profile's among them: two hosts have two profiles, and would renew each other's members
 * for ever. Either members of three turns live at once, or a member tells that the profile's spec was before it and its own before that, within
 * two days: one that goes back once is no turn. What only those before tell, `--force` passes.
 */
export function checkSpecs(
  fleet: Fleet,
  policy: Policy,
  { wanted, now, force }: Pick<Question, 'wanted' | 'now' | 'force'>,
): Verdict {
  const alive = turnsAlive(fleet, policy)
  if (alive.isByTurns)
    return verdict(alive.turns, { isHeld: true, wanted, detail: alive.detail, until: null })
  const told = force ? null : turnsTold(fleet, policy, now)
  if (told === null) return verdict(alive.turns, { isHeld: false, wanted, detail: '', until: null })
  const { label, until } = told
  const detail = `${label} was made in place of one of the profile’s spec, and that one in place of one of ${label}’s: two hosts refresh by turns from different profiles of this fleet, or one was changed to and fro; --force passes this`
  return verdict(4, { isHeld: true, wanted, detail, until })
}

function verdict(
  turns: number,
  { isHeld, wanted, detail, until }: Pick<Verdict, 'detail' | 'until'> & { isHeld: boolean; wanted: number },
): Verdict {
  return {
    guard: { guard: 'two-specs', value: turns, limit: 2, passed: !isHeld },
    allowed: isHeld ? 0 : Infinity,
    holds: isHeld && wanted > 0,
    detail,
    until,
  }
}

interface Alive {
  readonly turns: number
  readonly isByTurns: boolean
  readonly detail: string
}

function turnsAlive(fleet: Fleet, policy: Policy): Alive {
  const olds = new Set(pairsOf(fleet, policy, fleet.observedAt).map((p) => p.old))
  const made = fleet.members
    .filter((m) => !olds.has(m))
    .flatMap(({ label, instance }) => {
      const spec = specOf(instance.tags)
      return spec === null ? [] : [{ label, created: instance.created, id: instance.id, spec }]
    })
    .toSorted((a, b) => b.created - a.created || b.id - a.id)
  const turns = made.filter((m, i) => i === 0 || specTag(m.spec) !== specTag(made[i - 1]?.spec ?? m.spec))
  const [first, second, third] = turns
  const known = policy.spec
  const isOurs = [first, second].some((m) => m !== undefined && known !== undefined && isOwn(m.spec, known))
  const isByTurns =
    isOurs && first !== undefined && third !== undefined && specTag(first.spec) === specTag(third.spec)
  const names = [third, second, first].map((m) => m?.label).join(', ')
  const detail = `${names} were made by turns from two specs: two hosts have different profiles of this fleet, or one was changed back and forth`
  return { turns: turns.length, isByTurns, detail }
}

interface TurnsTold {
  readonly label: Member['label']
  readonly until: number
}

/** The member whose history says it last. */
function turnsTold({ members }: Fleet, { spec }: Policy, now: number): TurnsTold | null {
  if (spec === undefined) return null
  const told = members.flatMap((m) => {
    const former = turnsOf(m, spec)
    return former === null || now - former.since > REMEMBERED
      ? []
      : [{ label: m.label, until: former.since + REMEMBERED }]
  })
  return told.toSorted((a, b) => b.until - a.until)[0] ?? null
}
