import { addNode, benchConfigs, nodeFields, nodesPath, withNode } from '../bench-config.ts'
import type { Answer, Experiment } from '../experiment.ts'
import { NotKnown } from '../not-known.ts'
import type { Lab } from '../lab.ts'
import { firstInstance } from '../make-instance.ts'
import { numberIn, rowOf, textIn, told, type Row } from '../rows.ts'
import { nodeLabel } from '../stage.ts'
import { booted } from './instances.ts'

/** Longer than any health check was ever seen to take. */
const UP_WITHIN = 180_000
const PATIENCE = 90_000
/** Several check intervals of any config. */
const A_WHILE = 30_000

/** What is found out with backend nodes. */
export const BACKENDS: readonly Experiment[] = [
  {
    name: 'unchecked',
    question: 'What is said of a backend node where nothing is checked?',
    needs: 'a backend node',
    run: unchecked,
  },
  {
    name: 'node-defaults',
    question: 'Which weight has a backend node that is made without one?',
    needs: 'a backend node',
    run: defaults,
  },
  {
    name: 'node-label',
    question: 'How long may the label of a backend node be?',
    needs: 'a backend node',
    run: labelLimit,
  },
  {
    name: 'doubled-address',
    question: 'May one address stand twice in a config?',
    needs: 'a backend node',
    run: doubled,
  },
  {
    name: 'put',
    question: 'What does a change of a backend node do, and how soon is it seen to serve?',
    needs: 'a backend node',
    run: put,
  },
  {
    name: 'node-lists',
    question: 'How long is a new backend node missing in the list?',
    needs: 'a backend node',
    run: lists,
  },
  {
    name: 'node-after-linode',
    question: 'Does a backend node outlive its Linode?',
    needs: 'a backend node',
    run: afterLinode,
  },
]

async function unchecked(lab: Lab): Promise<Answer> {
  const { unchecked: path } = await benchConfigs(lab)
  if (path === null) throw new NotKnown('the config that rehearse: names is checked')
  await booted(lab)
  return await withNode(lab, { path, n: 1 }, async (_, at) => {
    await lab.sleep(A_WHILE)
    const said = textIn(rowOf(await lab.read(at)), 'status')
    const uncheckedHealth = (['Unknown', 'UP', 'DOWN'] as const).find((word) => word === said)
    if (uncheckedHealth === undefined) throw new NotKnown(`its status is ${said}`)
    return { facts: { uncheckedHealth }, said }
  })
}

async function defaults(lab: Lab): Promise<Answer> {
  return await withNode(lab, { path: await nodesPath(lab), n: 1 }, async (node) => {
    const defaultWeight = numberIn(node, 'weight')
    return await Promise.resolve({ facts: { defaultWeight }, said: String(defaultWeight) })
  })
}

/** The document says 32; what lies around it is tried from above. */
const LENGTHS = [64, 48, 33, 32, 31] as const

async function labelLimit(lab: Lab): Promise<Answer> {
  const path = await nodesPath(lab)
  for (const length of LENGTHS) {
    const fields = await nodeFields(lab, 1)
    const label = nodeLabel(lab.stage, 1).padEnd(length, 'x')
    const reply = await addNode(lab, path, { ...fields, label })
    const node = rowOf(reply)
    if (node === null) continue
    await lab.send({ method: 'DELETE', path: `${path}/${numberIn(node, 'id')}` })
    return { facts: { nodeLabelLimit: length }, said: `${length} characters` }
  }
  throw new NotKnown('none of 31 characters either')
}

async function doubled(lab: Lab): Promise<Answer> {
  const path = await nodesPath(lab)
  return await withNode(lab, { path, n: 1 }, async () => {
    const reply = await addNode(lab, path, await nodeFields(lab, 2))
    const second = rowOf(reply)
    if (second !== null) await lab.send({ method: 'DELETE', path: `${path}/${numberIn(second, 'id')}` })
    else if (reply.kind === 'none' || reply.status !== 400) throw new NotKnown(told(reply))
    return second === null
      ? { facts: { duplicateAddress: 'refused' }, said: told(reply) }
      : { facts: { duplicateAddress: 'allowed' }, said: 'yes' }
  })
}

async function put(lab: Lab): Promise<Answer> {
  const { checked } = await benchConfigs(lab)
  if (checked === null) throw new NotKnown('the config that rehearse: names is not checked')
  await booted(lab)
  return await withNode(lab, { path: checked, n: 1 }, async (node, at) => {
    const up = await lab.until(UP_WITHIN, async () => textIn(rowOf(await lab.read(at)), 'status') === 'UP')
    const whole = { address: node['address'], label: node['label'], weight: node['weight'] }
    const partial = await lab.send({ method: 'PUT', path: at, body: { mode: 'drain' } })
    const accepted = textIn(rowOf(partial), 'mode') === 'drain'
    const label = nodeLabel(lab.stage, 3)
    const both = await lab.send({
      method: 'PUT',
      path: at,
      body: { ...whole, label, mode: accepted ? 'accept' : 'drain' },
    })
    const changed = rowOf(both)
    if (changed === null) throw new NotKnown(`a change of mode and label: ${told(both)}`)
    return putAnswer({ up, accepted, label, partial: told(partial), changed })
  })
}

interface Changed {
  /** How long until it was UP; null when it never was. */
  readonly up: number | null
  readonly accepted: boolean
  readonly label: string
  readonly partial: string
  readonly changed: Row
}

function putAnswer({ up, accepted, label, partial, changed }: Changed): Answer {
  const taken = textIn(changed, 'label') === label
  const reset = textIn(changed, 'status') !== 'UP'
  const served = up === null ? 'it was never UP' : `UP after ${Math.round(up / 1000)}s`
  const alone = accepted ? 'a mode alone is accepted' : `a mode alone is refused (${partial})`
  return {
    facts: {
      partialPut: accepted ? 'accepted' : 'refused',
      labelWithMode: taken ? 'taken' : 'ignored',
      ...(up === null ? {} : { putResetsHealth: reset }),
    },
    said: `${served}; ${alone}; a label beside it is ${taken ? 'taken' : 'ignored'}; health is then ${textIn(changed, 'status')}`,
  }
}

async function lists(lab: Lab): Promise<Answer> {
  const path = await nodesPath(lab)
  return await withNode(lab, { path, n: 1 }, async (node) => {
    const seen = await lab.until(PATIENCE, async () =>
      (await lab.list(path)).some((row) => row['id'] === node['id']),
    )
    const late = seen === 0 ? 'at once' : `after ${Math.round(seen ?? PATIENCE) / 1000}s`
    return { facts: { nodeLag: seen ?? PATIENCE }, said: seen === null ? 'not within 90s' : late }
  })
}

/** The last that is made with the first instance. */
async function afterLinode(lab: Lab): Promise<Answer> {
  const { id } = await firstInstance(lab)
  return await withNode(lab, { path: await nodesPath(lab), n: 1 }, async (_, at) => {
    const gone = await lab.send({ method: 'DELETE', path: `/v4/linode/instances/${id}` })
    if (rowOf(gone) === null) throw new NotKnown(`deleting it: ${told(gone)}`)
    await lab.sleep(A_WHILE)
    const reply = await lab.read(at)
    if (reply.kind === 'none' || (reply.status !== 200 && reply.status !== 404))
      throw new NotKnown(told(reply))
    const nodesSurviveInstance = reply.status === 200
    return { facts: { nodesSurviveInstance }, said: nodesSurviveInstance ? 'yes' : 'no, it went with it' }
  })
}
