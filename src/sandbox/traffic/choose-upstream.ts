import type { ConfigFields } from '../state/rows.ts'
import type { Upstream } from './network.ts'

/** The backend nodes that new connections may go to: those in `accept` that pass their checks, else those in `backup`. */
export function eligible(upstreams: readonly Upstream[], check: ConfigFields['check']): readonly Upstream[] {
  const passing = upstreams.filter(({ status }) => status === 'UP' || check === 'none')
  const accepting = passing.filter(({ mode }) => mode === 'accept')
  return accepting.length > 0 ? accepting : passing.filter(({ mode }) => mode === 'backup')
}

function hash(text: string): number {
  let sum = 0
  for (const char of text) sum = (sum * 31 + char.charCodeAt(0)) >>> 0
  return sum
}

/** What a choice is made from. */
export interface Choice {
  readonly algorithm: string
  readonly client: string
  /** Connections that are open to a backend node. */
  readonly open: (id: number) => number
}

/** Puts backend nodes in the order in which a connection tries them. */
export class UpstreamOrder {
  // Smooth weighted round robin, as nginx does it: each gains its weight, the richest is taken and pays for all.
  readonly #credit = new Map<number, number>()

  /** The eligible backend nodes, the chosen one first. */
  of(candidates: readonly Upstream[], choice: Choice): readonly Upstream[] {
    const first = this.#choose(candidates, choice)
    return first === undefined ? [] : [first, ...candidates.filter((each) => each !== first)]
  }

  #choose(candidates: readonly Upstream[], { algorithm, client, open }: Choice): Upstream | undefined {
    if (algorithm === 'source' || algorithm === 'ring_hash')
      return candidates[hash(client) % candidates.length]
    if (algorithm === 'leastconn')
      return least(candidates, (each) => (open(each.id) + 1) / Math.max(1, each.weight))
    return this.#richest(candidates)
  }

  #richest(candidates: readonly Upstream[]): Upstream | undefined {
    const credit = (each: Upstream): number => this.#credit.get(each.id) ?? 0
    for (const each of candidates) this.#credit.set(each.id, credit(each) + each.weight)
    const first = least(candidates, (each) => -credit(each))
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0)
    if (first !== undefined) this.#credit.set(first.id, credit(first) - total)
    return first
  }
}

function least(upstreams: readonly Upstream[], value: (each: Upstream) => number): Upstream | undefined {
  let best = upstreams[0]
  for (const each of upstreams) if (best !== undefined && value(each) < value(best)) best = each
  return best
}
