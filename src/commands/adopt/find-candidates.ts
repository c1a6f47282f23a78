import type { Account } from '../../account/account.ts'
import type { Cloud } from '../../cloud.ts'
import { UsageError } from '../../errors.ts'
import { hostOf } from '../../fleet/model/address.ts'
import type { Fleet, Instance } from '../../fleet/model/fleet.ts'
import { isFleetTag } from '../../fleet/model/label.ts'
import type { Candidate } from '../../fleet/plan/plan-adoption.ts'
import { labelPattern } from './label-pattern.ts'

/** Who is meant. */
export interface Meant {
  /** Labels, and patterns of labels. */
  readonly labels: readonly string[]
  /** Everybody behind the profile's configs too. */
  readonly all: boolean
}

/** So many are asked at once what they are behind. */
const AT_ONCE = 8

/** Everybody who is meant, each once, with what is behind the question whether they can be adopted. Rejects with a UsageError for a pattern that nobody's label fits. */
export async function findCandidates(
  { labels, all }: Meant,
  { cloud, account, fleet }: { readonly cloud: Cloud; readonly account: Account; readonly fleet: Fleet },
): Promise<readonly Candidate[]> {
  const named = [...new Set(labels.filter((text) => labelPattern(text) === null))]
  const patterns = labels.filter((text) => labelPattern(text) !== null)
  const found = await Promise.all(named.map(async (label) => await findNamed(label, cloud)))
  const listed = all || patterns.length > 0 ? await cloud.everyInstance() : []
  const fitting = patterns.flatMap((pattern) => fit(pattern, listed))
  const behind = all ? behindFleet(listed, fleet) : []
  const meant = new Map([...fitting, ...behind].map((instance) => [instance.label, instance]))
  const byPattern = [...meant.values()].filter(({ label }) => !named.includes(label))
  const every = [
    ...named.map((asked, i) => ({ asked, instance: found[i] ?? null, isNamed: true })),
    ...byPattern.map((instance) => ({ asked: instance.label, instance, isNamed: false })),
  ]
  return await withNodeBalancers(every, account)
}

/** With its address: a list does not show one in a VPC. */
async function findNamed(label: string, cloud: Cloud): Promise<Instance | null> {
  const found = await cloud.findInstance(label)
  return found === null || found.address !== null ? found : await cloud.instance(found.id)
}

function fit(pattern: string, listed: readonly Instance[]): readonly Instance[] {
  const regex = labelPattern(pattern)
  const fitting = listed.filter(({ label }) => regex?.test(label) === true)
  if (fitting.length === 0) throw new UsageError(`no Linode that this token sees has a label like ${pattern}`)
  return fitting
}

/** Whoever has an address that a backend node of the profile's configs has, and is no member. */
function behindFleet(listed: readonly Instance[], fleet: Fleet): readonly Instance[] {
  const hosts = new Set(fleet.backends.map(({ address }) => hostOf(address)))
  const members = new Set(fleet.members.map(({ instance }) => instance.id))
  return listed.filter(({ id, address }) => address !== null && hosts.has(address) && !members.has(id))
}

/** Whoever bears a fleet's tag is not adopted whatever it is behind: nobody asks. */
async function withNodeBalancers(
  every: readonly Omit<Candidate, 'behind'>[],
  account: Account,
): Promise<readonly Candidate[]> {
  const done: Candidate[] = []
  for (let i = 0; i < every.length; i += AT_ONCE) {
    const some = every
      .slice(i, i + AT_ONCE)
      .map(async (it) => ({ ...it, behind: await behindOf(it, account) }))
    done.push(...(await Promise.all(some)))
  }
  return done
}

async function behindOf(
  { instance, isNamed }: Omit<Candidate, 'behind'>,
  account: Account,
): Promise<Candidate['behind']> {
  if (instance === null) return null
  if (!isNamed && instance.tags.some(isFleetTag)) return []
  const behind = await account.nodeBalancersOf(instance.id)
  return behind.kind === 'known' ? behind.value : null
}
