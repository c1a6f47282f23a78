import { CloudError } from '../cloud.ts'
import { placeTag, placesIn } from '../fleet/model/place-tag.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import { changeTags } from './change-tags.ts'
import type { Run } from './run.ts'

/**
 * Keeps the place of a member that goes before there is another, by a tag of the first NodeBalancer that every host sees: who dies before the
 * create leaves it to the next run of any kind.
 */
export async function keepPlace(run: Run, id: InstanceId): Promise<void> {
  await changePlaces(run, { isMine: () => false, own: () => placeTag(run.policy.name, id) })
}

/** Takes such tags off. */
export async function settlePlaces(run: Run, ids: readonly InstanceId[]): Promise<void> {
  const isMine = (tag: string): boolean => placesIn([tag], run.policy.name).some((id) => ids.includes(id))
  await changePlaces(run, { isMine, own: () => null })
}

/** Who may live unseen and was given back keeps its place: a run that does not see it either would make another one in it. */
export async function settleUnseen(run: Run, id: InstanceId, error: unknown): Promise<void> {
  if (error instanceof CloudError && error.code === 'blind')
    await settlePlaces(run, [id]).catch(() => undefined)
}

async function changePlaces(run: Run, wish: Parameters<typeof changeTags>[1]): Promise<void> {
  const { cloud, clock, policy } = run
  const [first] = policy.attachments
  if (first === undefined) return
  await changeTags({ cloud, clock, name: policy.name, nodeBalancer: first.nodeBalancer }, wish)
}
