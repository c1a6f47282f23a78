import type { Instant } from '../fleet/model/fleet.ts'

const MINUTE = 60_000

/** What a load and a capacity came to. Demand and supply are in members. */
export interface Account {
  /** Work that no member could take, as a part of all work. */
  readonly overCapacity: number
  readonly minutesOver100: number
  readonly minutesOver90: number
  /** Busy time over served time of all members in service. */
  readonly meanBusy: number
  readonly mostMembers: number
  readonly spec: Spec
}

/** Elasticity measures of SPEC-RG-2016-01, in percent. */
export interface Spec {
  readonly theta_u: number
  readonly theta_o: number
  readonly tau_u: number
  readonly tau_o: number
  readonly instability: number
}

/** Adds up a run, piece by piece, in order. */
export class Bookkeeper {
  readonly #slo: number
  #time = 0
  #work = 0
  #lost = 0
  #served = 0
  #over100 = 0
  #over90 = 0
  #most = 0
  #thetaU = 0
  #thetaO = 0
  #tauU = 0
  #tauO = 0
  #unstable = 0
  #pieces = 0
  #last: { readonly demand: number; readonly supply: number } | null = null

  /** `slo` is the part of a member up to which it meets the demand. */
  constructor(slo: number) {
    this.#slo = slo
  }

  /** So long this much work met so many members in service. */
  add(ms: number, work: number, serving: number): void {
    if (ms <= 0) return
    const done = Math.min(work, serving)
    this.#time += ms
    this.#work += work * ms
    this.#lost += (work - done) * ms
    this.#served += serving * ms
    if (work > serving) this.#over100 += ms
    if (work > 0.9 * serving) this.#over90 += ms
    this.#most = Math.max(this.#most, serving)
    this.#measure(ms, Math.max(1, Math.ceil(work / this.#slo - 1e-9)), serving)
  }

  /** What it came to. */
  account(): Account {
    const percent = (part: number): number => (this.#time === 0 ? 0 : (100 * part) / this.#time)
    return {
      overCapacity: this.#work === 0 ? 0 : this.#lost / this.#work,
      minutesOver100: this.#over100 / MINUTE,
      minutesOver90: this.#over90 / MINUTE,
      meanBusy: this.#served === 0 ? 0 : (this.#work - this.#lost) / this.#served,
      mostMembers: this.#most,
      spec: {
        theta_u: percent(this.#thetaU),
        theta_o: percent(this.#thetaO),
        tau_u: percent(this.#tauU),
        tau_o: percent(this.#tauO),
        instability: this.#pieces < 2 ? 0 : (100 * this.#unstable) / (this.#pieces - 1),
      },
    }
  }

  /** Herbst et al., as written out in doi 10.1007/s00521-019-04507-z, equations 12 to 16; `demand` is the least members that meet it. */
  #measure(ms: number, demand: number, supply: number): void {
    if (demand > supply) {
      this.#thetaU += (ms * (demand - supply)) / demand
      this.#tauU += ms
    } else if (supply > demand) {
      this.#thetaO += (ms * (supply - demand)) / demand
      this.#tauO += ms
    }
    if (this.#last !== null) {
      const turned = Math.sign(supply - this.#last.supply) - Math.sign(demand - this.#last.demand)
      if (turned !== 0) this.#unstable++
    }
    this.#last = { demand, supply }
    this.#pieces++
  }
}

/** The longest time without a change that a run was held for one reason. */
export interface LongestHold {
  readonly reason: string
  readonly ms: number
}

/** Follows holds from turn to turn. */
export class HoldWatch {
  #since: Instant = 0
  #reason: string | null = null
  #longest: LongestHold | null = null

  /** The reason at a turn; null when the plan changed something. A fleet at rest at its wanted size is not held. */
  take(reason: string | null, now: Instant): void {
    if (reason === this.#reason) {
      const ms = now - this.#since
      if (reason !== null && ms > (this.#longest?.ms ?? 0)) this.#longest = { reason, ms }
      return
    }
    this.#reason = reason
    this.#since = now
  }

  get longest(): LongestHold | null {
    return this.#longest
  }
}
