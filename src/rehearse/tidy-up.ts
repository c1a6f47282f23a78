import type { Lab } from './lab.ts'
import { isRow, numberIn, rowOf, textIn, textsIn, told, type Row } from './rows.ts'
import { isNodeLabel } from './stage.ts'

/** What was removed, and what could not be, in words. */
export interface Tidied {
  readonly removed: readonly string[]
  readonly left: readonly string[]
}

/** Lists may lag: a list that shows nothing is asked again after so long. */
const LOOK_AGAIN = 20_000

/** Removes everything a rehearsal of this fleet has made, found by its tag, and what this one knows of by id. */
export async function tidyUp(lab: Lab, { again }: { readonly again: boolean }): Promise<Tidied> {
  const first = await removeAll(lab)
  if (!again && first.left.length === 0) return first
  await lab.sleep(LOOK_AGAIN)
  const second = await removeAll(lab)
  return {
    removed: [...new Set([...first.removed, ...second.removed])],
    left: second.left,
  }
}

async function removeAll(lab: Lab): Promise<Tidied> {
  const found = [...(await nodesOf(lab)), ...(await nodeBalancersOf(lab)), ...(await instancesOf(lab))]
  const told: Tidied[] = []
  for (const each of found) told.push(await remove(lab, each))
  return { removed: told.flatMap((t) => t.removed), left: told.flatMap((t) => t.left) }
}

interface Found {
  readonly what: string
  readonly path: string
}

async function remove(lab: Lab, { what, path }: Found): Promise<Tidied> {
  const reply = await lab.send({ method: 'DELETE', path })
  const isGone = rowOf(reply) !== null || (reply.kind === 'answer' && reply.status === 404)
  return isGone ? { removed: [what], left: [] } : { removed: [], left: [`${what}: ${told(reply)}`] }
}

async function instancesOf(lab: Lab): Promise<readonly Found[]> {
  const { tag } = lab.stage
  const rows = await lab.list('/v4beta/linode/instances', { tags: tag })
  const tagged = rows.filter((row) => textsIn(row, 'tags').includes(tag) && row['status'] !== 'deleting')
  const known = await Promise.all([...lab.instances].map(async (id) => await stillThere(lab, id)))
  const all = new Map([...tagged, ...known.filter(isRow)].map((row) => [numberIn(row, 'id'), row]))
  return [...all].map(([id, row]) => ({
    what: `instance ${id} (${textIn(row, 'label')})`,
    path: `/v4/linode/instances/${id}`,
  }))
}

async function stillThere(lab: Lab, id: number): Promise<Row | null> {
  const row = rowOf(await lab.read(`/v4beta/linode/instances/${id}`))
  return row === null || row['status'] === 'deleting' ? null : row
}

async function nodeBalancersOf(lab: Lab): Promise<readonly Found[]> {
  const { tag } = lab.stage
  const rows = await lab.list('/v4/nodebalancers', { tags: tag })
  return rows
    .filter((row) => textsIn(row, 'tags').includes(tag))
    .map((row) => ({
      what: `NodeBalancer ${numberIn(row, 'id')} (${textIn(row, 'label')})`,
      path: `/v4/nodebalancers/${numberIn(row, 'id')}`,
    }))
}

/** On a config that the profile gives, backend nodes are known by their label: they can carry no tag. */
async function nodesOf(lab: Lab): Promise<readonly Found[]> {
  const { given } = lab.stage
  if (given === null) return []
  const path = `/v4/nodebalancers/${given.nodeBalancer}/configs/${given.config}/nodes`
  const rows = await lab.list(path)
  return rows
    .filter((row) => isNodeLabel(lab.stage, textIn(row, 'label')))
    .map((row) => ({
      what: `backend node ${numberIn(row, 'id')} (${textIn(row, 'label')})`,
      path: `${path}/${numberIn(row, 'id')}`,
    }))
}
