import type { Experiment } from '../experiment.ts'
import { NotKnown } from '../not-known.ts'
import type { Lab } from '../lab.ts'
import { firstInstance, madeBy, sendCreate, type Made } from '../make-instance.ts'
import { oncePerLab } from '../once-per-lab.ts'
import { rowOf, rowsOf, textIn, textsIn, told } from '../rows.ts'
import { instanceLabel } from '../stage.ts'

/** Longer than anything was ever seen to lag. */
const PATIENCE = 90_000
/** Longer than any boot was ever seen to take. */
const BOOT_WITHIN = 600_000

/** What is found out with instances. */
export const INSTANCES: readonly Experiment[] = [
  {
    name: 'create',
    question: 'Does a create keep its tags, and in which order are the addresses?',
    needs: 'an instance',
    run: async (lab) => {
      const { row } = await firstInstance(lab)
      const createTags = textsIn(row, 'tags').includes(lab.stage.tag) ? 'kept' : 'dropped'
      const ipv4 = textsIn(row, 'ipv4')
      const own = ipv4.findIndex((ip) => ip.startsWith('192.168.'))
      const order = own === -1 ? {} : { privateFirst: own === 0 }
      return { facts: { createTags, ...order }, said: `tags ${createTags}; ${ipv4.join(', ')}` }
    },
  },
  {
    name: 'boot',
    question: 'How long from the create until it runs?',
    needs: 'an instance',
    run: async (lab) => {
      const { provision, boot } = await booted(lab)
      return {
        facts: { provision, boot },
        said: `${seconds(provision)} of provisioning, then ${seconds(boot)} of booting`,
      }
    },
  },
  {
    name: 'label-race',
    question: 'Two creates of one label at once: how many succeed?',
    needs: 'instances',
    run: async (lab) => {
      const { made, other } = await pair(lab)
      if (made.length === 2) return { facts: { labelRace: 'both' }, said: 'both' }
      return { facts: { labelRace: 'one' }, said: `one; the other: ${other}` }
    },
  },
  {
    name: 'lists',
    question: 'How long is a new instance missing in the list?',
    needs: 'instances',
    run: async (lab) => {
      const { listed } = await pair(lab)
      return { facts: { instanceLag: listed ?? PATIENCE }, said: lateness(listed) }
    },
  },
  {
    name: 'events',
    question: 'How late are the events of a create and of a delete?',
    needs: 'instances',
    run: async (lab) => {
      const [{ created }, { deleted }] = [await pair(lab), await farewell(lab)]
      if (created === 'unreadable' || deleted === 'unreadable') throw new NotKnown('events may not be read')
      const eventLag = Math.max(created ?? PATIENCE, deleted ?? PATIENCE)
      return { facts: { eventLag }, said: `create ${lateness(created)}, delete ${lateness(deleted)}` }
    },
  },
  {
    name: 'delete',
    question: 'How long is a deleted instance still shown?',
    needs: 'instances',
    run: async (lab) => {
      const { gone } = await farewell(lab)
      return { facts: { deletingFor: gone ?? PATIENCE }, said: gone === 0 ? 'not at all' : lateness(gone) }
    },
  },
  {
    name: 'label-reuse',
    question: 'When is the label of a deleted instance free, and are its addresses given away again?',
    needs: 'instances',
    run: async (lab) => {
      const { again, addresses } = await farewell(lab)
      if (!isAgain(again)) throw again
      const { after, made } = again
      const reuseAddresses = textsIn(made.row, 'ipv4').some((ip) => addresses.includes(ip))
      const reused = reuseAddresses ? 'its address was given to the next' : 'the next got another address'
      return {
        facts: { labelFreeAfter: after, reuseAddresses },
        said: `${after === 0 ? 'free at once' : `free after ${seconds(after)}`}; ${reused}`,
      }
    },
  },
  {
    name: 'id-order',
    question: 'Has an instance that was made later a higher id?',
    needs: 'instances',
    run: async (lab) => {
      const { again, before } = await farewell(lab)
      if (!isAgain(again)) throw again
      const instanceIds = again.made.id > before ? 'rising' : 'falling'
      return { facts: { instanceIds }, said: `${before}, then ${again.made.id}` }
    },
  },
]

/** The first instance, when it runs. */
export const booted = oncePerLab(async (lab) => {
  const { id, at } = await firstInstance(lab)
  const status = async (): Promise<string> =>
    textIn(rowOf(await lab.read(`/v4beta/linode/instances/${id}`)), 'status')
  let provisioned: number | null = null
  const running = await lab.until(BOOT_WITHIN, async () => {
    const now = await status()
    if (now !== 'provisioning' && now !== '') provisioned ??= lab.clock.monotonic() - at
    return now === 'running'
  })
  if (running === null) throw new NotKnown(`it does not run after ${seconds(BOOT_WITHIN)}`)
  const provision = provisioned ?? 0
  return { provision: Math.round(provision), boot: Math.round(lab.clock.monotonic() - at - provision) }
})

/** Two creates of one label at once, and when the account shows what came of them. */
const pair = oncePerLab(async (lab) => {
  // Whatever comes of one, the other is waited for: nothing may be made behind the back of the tidying up.
  const settled = await Promise.allSettled([sendCreate(lab, 2), sendCreate(lab, 2)])
  const failed = settled.find((s) => s.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  const replies = settled.flatMap((s) => (s.status === 'fulfilled' ? [s.value] : []))
  const made = replies.filter((reply) => rowOf(reply) !== null).map((reply) => madeBy(lab, 2, reply))
  const other = replies.find((reply) => rowOf(reply) === null)
  const [first] = made
  if (first === undefined) throw new NotKnown(`two creates at once: ${replies.map(told).join(' and ')}`)
  const [listed, created] = await Promise.all([
    lab.until(PATIENCE, async () => (await idsOf(lab)).includes(first.id)),
    eventLateness(lab, first, 'linode_create'),
  ])
  return { made, first, other: other === undefined ? '' : told(other), listed, created }
})

/** Their deletion: when it shows, and when their label can be taken again. */
const farewell = oncePerLab(async (lab) => {
  const { made, first } = await pair(lab)
  for (const { id } of made) await lab.send({ method: 'DELETE', path: `/v4/linode/instances/${id}` })
  const [gone, deleted, again] = await Promise.all([
    lab.until(PATIENCE, async () => {
      const reply = await lab.read(`/v4beta/linode/instances/${first.id}`)
      return reply.kind === 'answer' && reply.status === 404
    }),
    eventLateness(lab, first, 'linode_delete'),
    takeAgain(lab).catch((error: unknown) => error),
  ])
  return {
    gone,
    deleted,
    again,
    before: first.id,
    addresses: made.flatMap(({ row }) => textsIn(row, 'ipv4')),
  }
})

/** What came of taking the label again, as soon as it could be. */
interface Again {
  readonly after: number
  readonly made: Made
}

async function takeAgain(lab: Lab): Promise<Again> {
  const tried: Made[] = []
  const after = await lab.until(PATIENCE, async () => {
    const reply = await sendCreate(lab, 2)
    if (rowOf(reply) === null) return false
    tried.push(madeBy(lab, 2, reply))
    return true
  })
  const [made] = tried
  if (after === null || made === undefined)
    throw new NotKnown(`${instanceLabel(lab.stage, 2)} is not free after ${seconds(PATIENCE)}`)
  return { after, made }
}

function isAgain(value: unknown): value is Again {
  return typeof value === 'object' && value !== null && 'after' in value && 'made' in value
}

async function idsOf(lab: Lab): Promise<readonly unknown[]> {
  const label = instanceLabel(lab.stage, 2)
  return (await lab.list('/v4beta/linode/instances', { label })).map((row) => row['id'])
}

async function eventLateness(lab: Lab, { id }: Made, action: string): Promise<number | null | 'unreadable'> {
  const filter = { 'entity.id': id, 'entity.type': 'linode', action }
  const look = async () => rowsOf(await lab.read('/v4/account/events?page=1&page_size=25', filter))
  if ((await look()) === null) return 'unreadable'
  return await lab.until(PATIENCE, async () => ((await look()) ?? []).length > 0)
}

function lateness(ms: number | null): string {
  if (ms === null) return `not within ${seconds(PATIENCE)}`
  return ms === 0 ? 'at once' : `after ${seconds(ms)}`
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)}s`
}
