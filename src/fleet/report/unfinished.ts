import { backendAddress, hostOf } from '../model/address.ts'
import { takeCensus, type Census, type Counted } from '../sight/census.ts'
import type { Backend, Fleet, Instant } from '../model/fleet.ts'
import { unmarkedLabel } from '../model/mark.ts'
import { pauseOf } from '../sight/pause.ts'
import { owedPlaces } from '../sight/owed-places.ts'
import { substitutesIn } from '../sight/pairs.ts'
import { heldBecause, spoiledBecause } from '../sight/member-state.ts'
import { isDrainOfOurs, isFormerDrain, whyNobodys } from '../sight/strayed.ts'
import { whoseHost } from '../sight/whose-host.ts'
import { isKeptByLock, planRepairs, type Repairs } from '../plan/plan-repairs.ts'
import type { Policy } from '../model/policy.ts'
import { whoEnds } from './who-ends.ts'
import { accountProblems } from '../refusals/account-problems.ts'

/** Something a run has left, and who finishes it. */
export interface Unfinished {
  readonly kind: 'leaving' | 'attach' | 'leftover' | 'refresh'
  readonly member: string
  readonly detail: string
}

/** What runs do about something: nothing at all while the account has a problem by which every run is refused, and while the fleet is paused. */
type Then = (next: string) => string

const NOBODY = (): string => ''

const REFUSED = 'every run is refused until the problem is mended'

/** What is half done right now, as any next run would find it. */
export function unfinished(
  fleet: Fleet,
  policy: Policy,
  now: Instant,
  census = takeCensus(fleet, policy, now),
): readonly Unfinished[] {
  const repairs = planRepairs(fleet, census, policy, false)
  const then = thenOf(fleet, policy, now)
  const leaves = census.all.some((c) => c.state === 'leaving')
  const ends = leaves ? whoEnds(fleet, policy, now) : NOBODY
  return [
    ...marked(census, repairs, policy, { told: then, ends }),
    ...attaches(repairs, then),
    ...places(fleet, census, then),
    ...owed(fleet, policy, then),
    ...besides(census, policy, then),
    ...doubtful(fleet),
    ...astray(fleet, policy),
    ...leftovers(fleet, then),
  ]
}

function thenOf(fleet: Fleet, policy: Policy, now: Instant): Then {
  if (accountProblems(fleet, policy).length > 0) return () => REFUSED
  return pauseOf(fleet, policy, now) === null ? (next) => next : (next) => `once the pause is over, ${next}`
}

/** Who leaves, and who bears a mark of ours that is no drain of it. */
function marked(
  census: Census,
  repairs: Repairs,
  policy: Policy,
  { told, ends }: { readonly told: Then; readonly ends: (label: string) => string },
): readonly Unfinished[] {
  const leaving = census.all
    .filter((c) => c.state === 'leaving')
    .map(({ member }): Unfinished => {
      const spoiled = spoiledBecause(member, policy)
      const detail =
        spoiled === null ? told(ends(member.label)) : `${spoiled}: ${told('any run puts it back')}`
      return { kind: 'leaving', member: member.label, detail }
    })
  const stale = repairs.giveBack
    .filter((c) => !leaving.some((l) => l.member === c.member))
    .flatMap((c): readonly Unfinished[] =>
      c.kind === 'put-back'
        ? [
            {
              kind: 'leaving',
              member: c.member,
              detail: `${c.because}: ${told('any run takes the mark off')}`,
            },
          ]
        : [],
    )
  return [...leaving, ...stale]
}

function attaches({ attach }: Repairs, then: Then): readonly Unfinished[] {
  return attach.flatMap((c): readonly Unfinished[] =>
    c.kind === 'attach'
      ? c.of.missing.map((at) => ({
          kind: 'attach',
          member: c.member,
          detail: `${placeOf(c.of.instance.address, at.port)} is not on config ${at.config}: ${then('any run attaches it')}`,
        }))
      : [],
  )
}

function leftovers(fleet: Fleet, then: Then): readonly Unfinished[] {
  return fleet.leftovers.map(({ backend, why, undated }) => {
    const what = why === 'second' ? 'is a second one of this member' : 'has no instance'
    const next = isKeptByLock({ backend, why }, fleet)
      ? 'its NodeBalancer is locked, and nothing removes it'
      : undated === true
        ? 'any run asks again a minute later and removes it'
        : 'any run removes it'
    return { kind: 'leftover', member: backend.label, detail: `${nameOf(backend)} ${what}: ${then(next)}` }
  })
}

/** Places of members that went before there was another. */
function owed(fleet: Fleet, policy: Policy, then: Then): readonly Unfinished[] {
  return owedPlaces(fleet, policy).owed.map((id) => ({
    kind: 'refresh',
    member: `instance ${id}`,
    detail: `it went before there was another in its place: ${then('any run makes one')}`,
  }))
}

/** Members that are to take others' places. */
function places(fleet: Fleet, { all }: Census, then: Then): readonly Unfinished[] {
  const olds = substitutesIn(fleet)
  return all.flatMap((c): readonly Unfinished[] => {
    const { label, instance } = c.member
    const old = olds.get(instance.id)
    if (old === undefined || c.unkept === 'leaving') return []
    const detail = `is to take the place of ${old.label}; ${nextOf(c, then)}`
    return [{ kind: 'refresh', member: label, detail }]
  })
}

function nextOf({ inService, down, unkept }: Counted, then: Then): string {
  if (inService) return then('refresh, reconcile or scale-in removes the old one')
  if (unkept === 'held') return 'a person holds it out of service: until it serves the old one stays'
  if (unkept === 'not-running') return 'it does not run: start it, or delete it'
  if (down && unkept === 'out-of-service')
    return `it is DOWN: look at it; ${then('refresh or scale-in removes it')}`
  return 'it is on its way'
}

function nameOf({ id, address, config }: Backend): string {
  return `backend node ${id} (${address}) on config ${config}`
}

/** The backend nodes of a port that the profile has left. Runs leave a person's alone. */
function besides({ all }: Census, policy: Policy, then: Then): readonly Unfinished[] {
  return all.flatMap(({ member, state }) => {
    const held = state === 'held' ? heldBecause(member, policy) : null
    const next =
      held === null
        ? then('runs drain and then remove it once that one serves')
        : `it stays while the member is held (${held})`
    return member.former.map((b): Unfinished => ({
      kind: 'leftover',
      member: member.label,
      detail: `${nameOf(b)} is of another port than the profile’s: ${next}`,
    }))
  })
}

/** What nobody is sure about, and no run removes. */
function doubtful({ doubts }: Fleet): readonly Unfinished[] {
  return doubts.map(({ backend, why, second }): Unfinished => ({
    kind: 'leftover',
    member: backend.label,
    detail: `${nameOf(backend)} ${second === true ? 'is a second one of this member' : 'has no instance that was seen'}, and is left alone: ${why}`,
  }))
}

/** Drains of ours at machines that nothing shows to have been the members that were drained: a person's, or in front of one. */
function astray(fleet: Fleet, policy: Policy): readonly Unfinished[] {
  const drained = fleet.foreign.filter((b) => isDrainOfOurs(b, policy) || isFormerDrain(b, policy))
  if (drained.length === 0) return []
  const at = whoseHost(fleet)
  return drained.flatMap((b): readonly Unfinished[] => {
    const instance = at.get(hostOf(b.address))
    if (instance === undefined) return []
    const { label, id } = instance
    const why = whyNobodys(b, instance, { sighting: fleet, policy }) ?? 'it was drained'
    const detail = `${nameOf(b)} is in our drain of ${unmarkedLabel(b.label)}, and ${label} (instance ${id}) has its address: ${why}. It is left alone: remove it, or set it to accept if ${label} is to serve`
    return [{ kind: 'leftover', member: b.label, detail }]
  })
}

function placeOf(address: string | null, port: number): string {
  return address === null ? 'an instance without an address' : backendAddress(address, port)
}
