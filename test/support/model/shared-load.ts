import { wantedMembers, type Sample } from '../../../src/fleet/load/wanted-members.ts'
import type { Reading } from '../../../src/fleet/load/reading.ts'
import type { SizedPolicy } from '../../../src/fleet/plan/plan-by-load.ts'
import { isServing } from './serving.ts'
import type { Account, Machine } from './account.ts'

const BOOT = 70_000
const HOUR = 3_600_000

/** What is odd about what one machine measures. */
export type Oddity = 'silent' | 'hot' | 'idle'

/** Work that members in service share, and what is measured of it: whoever installs is fully busy, whoever is DOWN as busy as said. */
export class SharedLoad {
  /** In members that it keeps fully busy. */
  work: number
  readonly odd = new Map<string, Oddity>()
  /** How busy whoever is DOWN is. */
  busyWhenDown = 0
  /** The most that anybody has reckoned to be wanted. */
  mostWanted = 0
  readonly #account: Account
  readonly #policy: SizedPolicy
  #past: { readonly at: number; readonly wanted: number; readonly work: number }[] = []

  constructor(account: Account, policy: SizedPolicy, work: number) {
    this.#account = account
    this.#policy = policy
    this.work = work
    // So it has been for a window.
    this.read(account.now - policy.load.window)
  }

  /** What Prometheus has at a moment. */
  read(now = this.#account.now): Reading {
    const { load, fleetTag } = this.#policy
    const ours = this.#account.machines.filter((m) => m.tags.includes(fleetTag))
    const serving = ours.filter((m) => isServing(m, this.#account, this.#policy))
    const share = this.work / Math.max(1, serving.length)
    const members = ours
      .filter((m) => now >= m.created + BOOT && !m.off)
      .map((m) => ({ label: m.label, ...this.#sampleOf(m, serving.includes(m) ? share : null, now) }))
    const { out, in: into, busyWork } = wantedMembers(members, [], load)
    this.mostWanted = Math.max(this.mostWanted, out ?? 0)
    this.#past = this.#past.filter((p) => p.at > now - HOUR)
    if (into !== null) this.#past.push({ at: now, wanted: into, work: busyWork ?? 0 })
    const window = this.#past.filter((p) => p.at >= now - load.window)
    return {
      members,
      signals: [],
      peak: window.length === 0 ? null : Math.max(...window.map((p) => p.wanted)),
      hourWork: this.#past.length === 0 ? null : Math.max(...this.#past.map((p) => p.work)),
      hint: null,
      trouble: null,
    }
  }

  /** A run has reckoned for itself: whoever is in its list and is measured no more is silent to it. */
  reckoned(wanted: number | null | undefined): void {
    this.mostWanted = Math.max(this.mostWanted, wanted ?? 0)
  }

  #sampleOf(m: Machine, share: number | null, now: number): Sample {
    const odd = this.odd.get(m.label)
    const age = now - m.created - BOOT
    if (odd === 'silent') return { busy: null, age, cores: 1 }
    if (odd === 'hot') return { busy: 1, age, cores: 1 }
    if (odd === 'idle') return { busy: 0, age, cores: 1 }
    if (share !== null) return { busy: Math.min(1, share), age, cores: 1 }
    return { busy: this.#isLeaving(m) ? 0 : age < 60_000 ? 1 : this.busyWhenDown, age, cores: 1 }
  }

  #isLeaving(m: Machine): boolean {
    return this.#account.nodes.some((n) => n.mode === 'drain' && this.#account.machineAt(n) === m)
  }
}
