import { CloudError } from '../cloud.ts'
import type { Backend, Instance } from '../fleet/model/fleet.ts'
import { formerTag } from '../fleet/model/former-tag.ts'
import { alwaysTag, replacedBy, replacesTag } from '../fleet/model/replaces.ts'
import { newcomerLabel } from '../fleet/model/mark.ts'
import type { Place, Step } from '../fleet/plan/plan.ts'
import { isChecked } from '../fleet/plan/steps-of.ts'
import { attachBackend, oneLook, type Lister } from './attach-backend.ts'
import { createInstance, isCode, type Creation } from './create-instance.ts'
import { Refused } from './gate.ts'
import type { Journal } from './journal.ts'
import { refuseUntagged } from './refuse-untagged.ts'
import type { Rivals } from './rivals.ts'
import { createUntil, type Observed, type Run } from './run.ts'
import { whyDisplaced } from './why-displaced.ts'
import { whyTaken } from './why-taken.ts'

/** The step that adds one backend node. */
export type AttachStep = Extract<Step, { step: 'attach' }>

/** A member that has been begun and is watched until it is attached everywhere and, where wanted, in service. */
export interface Pending {
  readonly journal: Journal
  readonly instance: Instance
  /** The backend nodes on other ports that it takes over from. */
  readonly former?: readonly Backend[]
  /** When waiting ends, on the monotonic clock. */
  readonly until: number
}

/** How long a new instance may take to show its address. */
const ADDRESS_WITHIN = 30_000

/**
 * Creates a member and attaches it wherever health is checked: one hand, which no signal cuts. Null when it came to nothing.
 * `rivals` is told when the create has come to its end, whichever.
 */
export async function addMember(
  run: Run,
  seen: Observed,
  journal: Journal,
  rivals: Rivals,
): Promise<Pending | null> {
  const [create] = journal.open('create')
  if (create === undefined) return null
  try {
    journal.begin(create)
    const until = createUntil(run, seen, rivals.adds)
    const creation = await createOurs(run, seen, journal, until).finally(() => rivals.settled())
    if (creation.kind === 'taken') return giveWay(run, seen, journal, creation.by)
    const instance = await withAddress(run, creation.instance)
    journal.made = instance
    journal.done(create, createdText(run, creation.kind, instance))
    const taken = whyTaken(instance, journal.member, run.policy)
    if (taken !== null) {
      journal.giveUp(taken)
      return null
    }
    return await handOver(run, seen, journal, {
      instance,
      look: creation.kind === 'adopted' ? oneLook(run) : null,
    })
  } catch (error) {
    const [step = create] = journal.open('create')
    journal.fail(step, error)
    journal.skipRest('not begun')
    return null
  }
}

/** What was made is in the journal before anybody looks for others; what was not born ours is undone. */
async function createOurs(run: Run, seen: Observed, journal: Journal, until: number): Promise<Creation> {
  const [create] = journal.open('create')
  const place = create?.replaces === undefined ? [] : tagsFor(create.replaces)
  const creation = await createInstance(run, seen, journal.member, { moreTags: place, until })
  if (creation.kind === 'taken') return creation
  const refusal = await refuseUntagged(run, creation.instance)
  if (refusal !== null) throw refusal
  journal.made = creation.instance
  run.own.create(creation.instance)
  journal.isAdopted = creation.kind === 'adopted'
  return creation
}

function tagsFor({ id, isAlways, former }: Place): readonly string[] {
  const place = isAlways === true ? alwaysTag(id) : replacesTag(id)
  return [place, ...(former === undefined ? [] : [formerTag(former)])]
}

function createdText({ firstType }: Run, kind: 'created' | 'adopted', { id, type }: Instance): string {
  const other =
    firstType === undefined || firstType === type ? '' : ` of type ${type}, not ${firstType}: no capacity`
  return `instance ${id}${other}${kind === 'adopted' ? ', adopted: the first answer was lost' : ''}`
}

/** Attaches what may be attached now; null when that failed. */
export async function handOver(
  run: Run,
  seen: Observed,
  journal: Journal,
  { instance, look, former = [] }: Attached,
): Promise<Pending | null> {
  const now = journal
    .open('attach')
    .filter((s) => isChecked(s.at, seen.fleet) || instance.status === 'running')
  const attached = await Promise.all(
    now.map((step) => attachStep(run, journal, step, { instance, look, former })),
  )
  if (attached.includes(false)) {
    journal.skipRest('not attached everywhere')
    return null
  }
  return { journal, instance, former, until: run.clock.monotonic() + run.policy.scaleOut.healthyWithin }
}

/** What is attached, whether anybody may have been first, and the backend nodes on other ports that it takes over from. */
export interface Attached {
  readonly instance: Instance
  readonly look: Lister | null
  readonly former?: readonly Backend[]
}

/** Carries out one attach step; false when it failed, which the journal then says. */
export async function attachStep(
  run: Run,
  journal: Journal,
  step: AttachStep,
  { instance, look, former = [] }: Attached,
): Promise<boolean> {
  try {
    if (instance.address === null) throw noAddress(instance)
    journal.begin({ ...step, address: instance.address })
    const takesOver = former.some((b) => b.config === step.at.config)
    const label = takesOver ? newcomerLabel(journal.member, instance.created) : journal.member
    const member = { label, host: instance.address, still: async () => await refuseTaken(run, instance) }
    const backend = await attachBackend(run, step.at, member, look)
    run.own.attach(instance, backend)
    journal.done(step, `${backend.address} on config ${step.at.config} as backend node ${backend.id}`)
    return true
  } catch (error) {
    journal.fail(step, error)
    return false
  }
}

/** An address is attached for a member, and not for whoever has it by now. */
async function refuseTaken({ cloud, policy }: Run, { id, label }: Instance): Promise<void> {
  const now = await cloud.instance(id)
  if (now === null) throw new Refused(`instance ${id} is gone: somebody has deleted it`)
  const taken = whyTaken(now, label, policy)
  if (taken !== null) throw new Refused(taken.detail)
}

/** Another run's growth is for the same load; a renewal is not, nor what was there before, and what is not ours even less. */
function giveWay({ policy }: Run, { fleet }: Observed, journal: Journal, by: Instance): null {
  const why = whyDisplaced(by, fleet, policy)
  if (why !== null) {
    journal.displacedBy = 'stranger'
    journal.giveUp(why)
    return null
  }
  if (journal.replaces === null && replacedBy(by.tags) !== null) journal.displacedBy = 'renewal'
  for (const create of journal.open('create'))
    journal.skip(create, `another run has taken ${by.label} (instance ${by.id})`)
  journal.skipRest('taken by another run')
  return null
}

/** It exists and is paid for: a look at it that gets no answer is no reason to leave it unattached. */
async function withAddress(run: Run, instance: Instance): Promise<Instance> {
  const until = run.clock.monotonic() + ADDRESS_WITHIN
  let lost: CloudError | null = null
  for (let known = instance; ;) {
    if (known.address !== null) return known
    if (run.clock.monotonic() >= until) throw noAddress(instance, lost)
    await run.clock.sleep(2_000)
    try {
      known = (await run.cloud.instance(instance.id)) ?? known
      lost = null
    } catch (error) {
      if (!isCode(error, 'unavailable') && !isCode(error, 'incomplete')) throw error
      lost = error
    }
  }
}

function noAddress({ id, label }: Instance, lost: CloudError | null = null): CloudError {
  const asOf = lost === null ? '' : `, as far as is known: ${lost.message}`
  return new CloudError(
    'incomplete',
    `attaching ${label}: instance ${id} has no address that its NodeBalancer reaches${asOf}`,
    'give it one in Cloud Manager or delete the instance; the next run attaches what is left',
  )
}
