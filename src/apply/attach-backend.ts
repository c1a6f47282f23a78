import type { Again } from '../cloud.ts'
import { backendAddress } from '../fleet/model/address.ts'
import type { Backend } from '../fleet/model/fleet.ts'
import type { Attachment } from '../fleet/model/policy.ts'
import { isCode } from './create-instance.ts'
import type { Run } from './run.ts'

/** How long attaching is tried while the answers, to it or to the look before it, get lost. */
const TRY_FOR = 60_000

/** After these nobody knows whether it is there; one that has been seen by the API and by no list yet is. */
const MAY_BE_THERE = ['unavailable', 'incomplete', 'address-taken'] as const

/** Reads the backend nodes of one config. */
export type Lister = (at: Attachment) => Promise<readonly Backend[]>

/** Reads each config once for all who are to be attached at one moment: a list shows every place that they could have there. */
export function oneLook({ cloud }: Pick<Run, 'cloud'>): Lister {
  const lists = new Map<Attachment['config'], Promise<readonly Backend[]>>()
  return async (at) => {
    const list = lists.get(at.config) ?? cloud.backends(at.nodeBalancer, at.config)
    lists.set(at.config, list)
    return await list
  }
}

/** Who is attached, and where. */
interface Attaching {
  readonly label: string
  readonly host: string
  /** Rejects when that is no member any more: asked before each further try. */
  readonly still: () => Promise<void>
}

/**
 * Adds a backend node, once. Attaching has no lock as a create has, so after a lost answer, and wherever another run may have been
 * first (`look`), the config is read before anything is sent.
 */
export async function attachBackend(
  run: Run,
  at: Attachment,
  member: Attaching,
  look: Lister | null,
): Promise<Backend> {
  const until = run.clock.monotonic() + TRY_FOR
  const seen = async (list: Lister): ReturnType<Again<Backend>> => {
    const there = await findBackend(list, at, member.host)
    return there === null ? 'send' : { instead: there }
  }
  // What was read before is older than the answer that was lost, or was not read at all.
  const again: Again<Backend> = async () => {
    const next = await seen(oneLook(run))
    if (next === 'send') await member.still()
    return next
  }
  let ask: Again<Backend> = async () => (look === null ? 'send' : await seen(look))
  for (let delay = 1_000; ; delay = Math.min(delay * 2, 10_000)) {
    try {
      const next = await ask()
      if (next !== 'send') return next.instead
      return await run.cloud.attach(at, member.label, member.host, again)
    } catch (error) {
      const isOpen = MAY_BE_THERE.some((code) => isCode(error, code))
      if (!isOpen || run.clock.monotonic() >= until) throw error
    }
    ask = again
    await run.clock.sleep(delay)
  }
}

async function findBackend(list: Lister, at: Attachment, host: string): Promise<Backend | null> {
  const address = backendAddress(host, at.port)
  const there = await list(at)
  const mine = there.filter((b) => b.address === address).sort((a, b) => a.id - b.id)
  return mine[0] ?? null
}
