import type { Reply } from '../account/probe.ts'
import { NotKnown } from './not-known.ts'
import type { Lab } from './lab.ts'
import { firstInstance, hostOf } from './make-instance.ts'
import { oncePerLab } from './once-per-lab.ts'
import { numberIn, rowOf, textIn, told, type Row } from './rows.ts'
import { nodeBalancerLabel, nodeLabel } from './stage.ts'

/** Where backend nodes are tried: paths below which a config's nodes lie, by whether anything is checked there. */
export interface BenchConfigs {
  readonly checked: string | null
  readonly unchecked: string | null
}

/** Debian answers there as soon as it has booted. */
const PORT = 22

/** The config that the profile gives, or those of a NodeBalancer that is made for it. */
export const benchConfigs = oncePerLab(async (lab): Promise<BenchConfigs> => {
  const { given } = lab.stage
  const nodeBalancer = given?.nodeBalancer ?? (await makeNodeBalancer(lab))
  const configs = await lab.list(`/v4/nodebalancers/${nodeBalancer}/configs`)
  const mine = configs.filter((row) => given === null || row['id'] === given.config)
  const where = (isChecked: boolean): string | null => {
    const found = mine.find((row) => (row['check'] !== 'none') === isChecked)
    return found === undefined
      ? null
      : `/v4/nodebalancers/${nodeBalancer}/configs/${numberIn(found, 'id')}/nodes`
  }
  return { checked: where(true), unchecked: where(false) }
})

async function makeNodeBalancer(lab: Lab): Promise<number> {
  const { region, tag, prices } = lab.stage
  const common = { protocol: 'tcp', algorithm: 'roundrobin', nodes: [] }
  const check = { check: 'connection', check_interval: 5, check_timeout: 3, check_attempts: 2 }
  const configs = [
    { ...common, ...check, port: 80 },
    { ...common, check: 'none', port: 81 },
  ]
  const label = nodeBalancerLabel(lab.stage)
  const body = { region, label, tags: [tag], configs }
  const reply = await lab.make(prices.nodeBalancer, { method: 'POST', path: '/v4/nodebalancers', body })
  const row = rowOf(reply)
  if (row === null) throw new NotKnown(`creating NodeBalancer ${label}: ${told(reply)}`)
  return numberIn(row, 'id')
}

/** Where to try a backend node: on the config that is checked, where there is one. */
export async function nodesPath(lab: Lab): Promise<string> {
  const { checked, unchecked } = await benchConfigs(lab)
  const path = checked ?? unchecked
  if (path === null) throw new NotKnown('the config that rehearse: names is not there')
  return path
}

/** The fields of a backend node for the first instance. */
export async function nodeFields(lab: Lab, n: number): Promise<Row> {
  return { label: nodeLabel(lab.stage, n), address: `${hostOf(await firstInstance(lab))}:${PORT}` }
}

/** Adds a backend node. */
export async function addNode(lab: Lab, path: string, body: Row): Promise<Reply> {
  return await lab.send({ method: 'POST', path, body })
}

/** A backend node for as long as it is looked at; NotKnown when it cannot be added. */
export async function withNode<Value>(
  lab: Lab,
  { path, n, other = {} }: { readonly path: string; readonly n: number; readonly other?: Row },
  look: (node: Row, at: string) => Promise<Value>,
): Promise<Value> {
  const fields = { ...(await nodeFields(lab, n)), ...other }
  const reply = await addNode(lab, path, fields)
  const node = rowOf(reply)
  if (node === null) throw new NotKnown(`adding backend node ${textIn(fields, 'label')}: ${told(reply)}`)
  const at = `${path}/${numberIn(node, 'id')}`
  const found = await look(node, at)
  await lab.send({ method: 'DELETE', path: at })
  return found
}
