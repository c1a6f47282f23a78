import type { Fleet, Instance, Member } from '../fleet/model/fleet.ts'
import { isInService, isOpen, isRunningOrComing, seemsDead } from '../fleet/sight/member-state.ts'
import type { Step } from '../fleet/plan/plan.ts'
import { isCode } from './create-instance.ts'
import { lookAtMembers, seeMember } from './look-at-members.ts'
import type { Observed, Run } from './run.ts'

const EVERY = 10_000

/** The ids of members that were seen out of service at every look. */
export type Dead = ReadonlySet<Instance['id']>

/**
 * Looks at members for as long as a new one may take to get into service. Health has no "since" in the API, so only who has watched
 * may call a member dead; one good look, one that is no longer the machine's fault, or a look that failed acquits.
 */
export async function watchMembers(run: Run, seen: Observed, suspects: readonly Member[]): Promise<Dead> {
  const within = run.policy.scaleOut.healthyWithin
  const step: Step = { step: 'wait', until: 'in-service', within }
  for (const { label } of suspects) {
    run.tell({
      member: label,
      step,
      status: 'waiting',
      detail: 'it is DOWN, and is watched before it is replaced',
    })
  }
  const until = run.clock.monotonic() + within
  let dead = suspects.map((m) => m.instance)
  while (dead.length > 0 && run.clock.monotonic() < until) {
    await run.clock.sleep(Math.min(EVERY, until - run.clock.monotonic()), run.stop)
    if (run.stop.aborted) return new Set()
    dead = await stillDead(run, seen.fleet, dead)
  }
  return new Set(dead.map((i) => i.id))
}

async function stillDead(run: Run, fleet: Fleet, dead: readonly Instance[]): Promise<Instance[]> {
  try {
    const look = await lookAtMembers(
      run,
      dead.map((i) => i.id),
    )
    return dead.filter((before) => {
      const now = look.instances.get(before.id) ?? null
      return now !== null && isBroken(seeMember(run, { look, configs: fleet.configs }, now).member, fleet)
    })
  } catch (error) {
    if (isCode(error, 'unavailable') || isCode(error, 'incomplete')) return []
    throw error
  }
}

/** A person's hand, a missing backend node, or an instance that is off or migrating is not for us to judge. */
function isBroken(member: Member, fleet: Fleet): boolean {
  const ours = member.missing.length === 0 && member.backends.every((b) => isOpen(b, fleet))
  return ours && isRunningOrComing(member) && !isInService(member, fleet) && seemsDead(member, fleet)
}
