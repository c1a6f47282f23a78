import type { Backend, Fleet, Instance, Member } from '../fleet/model/fleet.ts'
import { isInService, isLeaving, isOpen } from '../fleet/sight/member-state.ts'
import type { Attachment } from '../fleet/model/policy.ts'
import { isChecked } from '../fleet/plan/steps-of.ts'
import { attachStep, type AttachStep, type Pending } from './add-member.ts'
import { oneLook } from './attach-backend.ts'
import { isCode } from './create-instance.ts'
import { memberHook } from './hooks/member-hook.ts'
import { explain, type Journal } from './journal.ts'
import { lookAtMembers, seeMember, type Look, type Seen } from './look-at-members.ts'
import { unlisted } from './own-work.ts'
import type { Rivals } from './rivals.ts'
import { stoppedBy, type Observed, type Run } from './run.ts'
import { detachNode } from './take-away.ts'
import { whyChanged } from './why-changed.ts'
import { whyTaken } from './why-taken.ts'

const FIRST_DELAY = 2_000
const MAX_DELAY = 10_000

/**
 * Watches members until each is attached everywhere and, where its journal waits for that, in service. Meanwhile what only a
 * running instance may have is attached, and of two backend nodes for one place the lowest id stays.
 * Looks for rivals at each poll. Returns the members whose instance vanished.
 */
export async function awaitMembers(
  run: Run,
  seen: Observed,
  pendings: readonly Pending[],
  rivals: Rivals | null = null,
): Promise<readonly Pending[]> {
  const vanished: Pending[] = []
  let open = (await hookAttached(run, pendings)).filter((p) => !isSettled(p))
  for (let delay = FIRST_DELAY; open.length > 0; delay = Math.min(delay * 1.5, MAX_DELAY)) {
    await run.clock.sleep(delay * (0.8 + 0.4 * run.clock.random()), run.stop)
    if (run.stop.aborted) break
    await rivals?.look()
    open = open.filter((p) => !isSettled(p))
    const gone = await pollOnce(run, seen, open)
    vanished.push(...gone)
    open = (await hookAttached(run, open)).filter((p) => !isSettled(p))
  }
  for (const p of open) stopWaiting(run, p)
  return vanished
}

function isSettled({ journal }: Pending): boolean {
  return journal.open('attach').length + journal.open('wait').length + journal.open('hook').length === 0
}

/** Members that are attached everywhere by now get their hook; the time it takes is not taken from their waiting. */
async function hookAttached(run: Run, pendings: readonly Pending[]): Promise<readonly Pending[]> {
  const begun = run.clock.monotonic()
  const due = pendings.filter((p) => isAttached(p.journal) && p.journal.open('hook').length > 0)
  if (due.length === 0 || run.stop.aborted) return pendings
  await Promise.all(due.map((p) => memberHook(run, p.journal, 'after_attach', p.instance)))
  const spent = run.clock.monotonic() - begun
  return pendings.map((p) => ({ ...p, until: p.until + spent }))
}

/** One that was refused is not there, and is tried again at the next poll. */
function isAttached(journal: Journal): boolean {
  return journal.outcome().steps.every(({ step, status }) => step.step !== 'attach' || status === 'done')
}

async function pollOnce(run: Run, seen: Observed, open: readonly Pending[]): Promise<readonly Pending[]> {
  try {
    const look = await lookAtMembers(
      run,
      open.map((p) => p.instance.id),
    )
    const gone = await Promise.all(open.map((p) => advance(run, seen.fleet, p, look)))
    return open.filter((_, i) => gone[i] === true)
  } catch (error) {
    for (const p of open) bearWith(run, p, error)
    return []
  }
}

/** A poll without an answer is no verdict on anybody while there is time; any other refusal ends the waiting. */
function bearWith(run: Run, p: Pending, error: unknown): void {
  const passing = isCode(error, 'unavailable') || isCode(error, 'incomplete')
  if (!passing || run.clock.monotonic() >= p.until) failRest(p, error)
}

/**
 * Takes one member as far as it can go now; true when its instance has vanished. Its backend nodes are then left to the look that follows: a token
 * that has lost sight of an instance is told the same, and only the account's log tells which it was. One that a person has taken is let go as it is.
 */
async function advance(run: Run, fleet: Fleet, p: Pending, look: Look): Promise<boolean> {
  const now = look.instances.get(p.instance.id) ?? null
  if (now === null) {
    const gone = 'somebody deleted it, or the token does not see it any more'
    p.journal.hasVanished = true
    run.own.forgetInstance(p.instance.id)
    failRest(p, new Error(`instance ${p.instance.id} has vanished: ${gone}`))
    return true
  }
  const taken = whyTaken(now, p.instance.label, run.policy)
  if (taken !== null) {
    p.journal.giveUp(taken)
    return false
  }
  const seen = await seeAll(run, fleet, look, now)
  await detachAll(run, seen.second)
  await attachMissing(run, fleet, p, seen)
  judge(run, fleet, p, seen)
  return false
}

/** A member, and those of the backend nodes which this run has attached for it that somebody has pointed elsewhere since. */
interface SeenAll extends Seen {
  readonly moved: readonly Backend[]
}

/** What this run has attached itself is there unless its id is gone, whatever a list shows that lags. */
async function seeAll(run: Run, { configs }: Fleet, look: Look, instance: Instance): Promise<SeenAll> {
  const backends = [...look.backends, ...(await unlisted(run, instance.id, look.backends))]
  const own = run.own.attached(instance.id)
  const moved = backends.filter((b) => own.some((o) => o.id === b.id && o.address !== b.address))
  return { ...seeMember(run, { look: { ...look, backends }, configs }, instance), moved }
}

/** Best effort: what stays is a leftover, and any later run removes it. */
async function detachAll(run: Run, backends: readonly Backend[]): Promise<void> {
  await Promise.allSettled(
    backends.map(async (b) => {
      const now = await run.cloud.backend(b)
      const spared = (then: Backend | null): string | null => whyChanged({ ...b, health: 'up' }, then)
      if (spared(now) === null) await detachNode(run, b, { kind: 'repair' }, spared)
    }),
  )
}

async function attachMissing(run: Run, fleet: Fleet, p: Pending, seen: SeenAll): Promise<void> {
  const { journal, former = [] } = p
  const { moved, member } = seen
  const { instance } = member
  if (instance.status === 'running') {
    for (const step of journal.open('wait')) if (step.until === 'running') journal.done(step)
  }
  const may = (at: Attachment): boolean => isChecked(at, fleet) || instance.status === 'running'
  const planned = journal.open('attach')
  const known = new Set([...planned.map((s) => s.at.config), ...moved.map((b) => b.config)])
  const lost = member.missing.filter((at) => !known.has(at.config))
  const again = lost.map((at): AttachStep => ({ step: 'attach', at, address: instance.address }))
  const can = [...planned, ...again].filter((s) => may(s.at))
  await Promise.all(
    can.map((step) => attachStep(run, journal, step, { instance, look: oneLook(run), former })),
  )
}

function judge(run: Run, fleet: Fleet, p: Pending, { member, moved }: SeenAll): void {
  const [wait] = p.journal.open('wait').slice(-1)
  const taken = member.backends.find((b) => !isOpen(b, fleet))
  const elsewhere = moved.find((b) => member.missing.some((at) => at.config === b.config))
  if (taken !== undefined) {
    failRest(
      p,
      new Error(
        isLeaving(taken, member) ? 'another run is removing it' : `mode ${taken.mode} was set by hand`,
      ),
    )
  } else if (elsewhere !== undefined) {
    failRest(p, new Error(`somebody has pointed backend node ${elsewhere.id} at ${elsewhere.address}`))
  } else if (wait?.until === 'in-service' && isInService(member, fleet)) {
    p.journal.done(wait)
  } else if (run.clock.monotonic() >= p.until) {
    failRest(p, new Error(`not in service in time: ${whyNot(member, fleet)}`))
  } else if (wait !== undefined) p.journal.waiting(wait, whyNot(member, fleet))
}

/** What keeps a member from being in service, in the API's own words. */
function whyNot(member: Member, fleet: Fleet): string {
  if (member.instance.status !== 'running') return `the instance is ${member.instance.status}`
  const missing = member.missing.map((at) => `not attached to config ${at.config}`)
  const unserved = member.backends
    .filter((b) => b.health !== 'up' && fleet.configs.some((c) => c.id === b.config && c.checked))
    .map((b) => `config ${b.config} says ${b.health === 'down' ? 'DOWN' : 'Unknown'}`)
  return [...missing, ...unserved].join(', ') || 'the next health check decides'
}

function failRest(p: Pending, error: unknown): void {
  const [first] = [...p.journal.open('wait').slice(-1), ...p.journal.open('attach')]
  if (first !== undefined) p.journal.fail(first, new Error(`${subject(p.instance)}: ${explain(error)}`))
  p.journal.skipRest('not reached')
}

function subject(instance: Instance): string {
  return `${instance.label} (instance ${instance.id})`
}

/** A signal: attached everywhere is a finished hand, anything less is not. */
function stopWaiting(run: Run, p: Pending): void {
  const unfinished = p.journal.open('attach').length > 0
  if (unfinished) failRest(p, new Error(`${stoppedBy(run)} before it was attached everywhere`))
  else p.journal.skipRest(`${stoppedBy(run)}: attached, and on its way into service`)
}
