/** The sandbox's public addresses lie in a range that is reserved for benchmarks: no stranger is ever reached. */
const PUBLIC_FIRST = (198 << 24) | (18 << 16)
const PUBLIC_COUNT = 131_072
/** 192.168.128.0/17 without 192.168.255.0/24, from where NodeBalancers speak. */
const PRIVATE_FIRST = (192 << 24) | (168 << 16) | (128 << 8)
const PRIVATE_COUNT = 127 * 256

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
}

function isHostNumber(value: number): boolean {
  const last = value & 255
  return last > 1 && last < 255
}

/** Gives out the addresses of one range in order, and given-back ones first. */
export class AddressRange {
  readonly #first: number
  readonly #count: number
  readonly #free: string[] = []
  readonly #taken = new Set<string>()
  #next = 0

  constructor(first: number, count: number) {
    this.#first = first
    this.#count = count
  }

  /** The next address; throws when the range is used up. */
  take(): string {
    for (let free = this.#free.shift(); free !== undefined; free = this.#free.shift())
      if (this.reserve(free)) return free
    while (this.#next < this.#count) {
      const value = (this.#first + this.#next) >>> 0
      this.#next += 1
      if (isHostNumber(value) && this.reserve(dotted(value))) return dotted(value)
    }
    throw new Error('the sandbox has no address left in this range')
  }

  /** Marks one address as taken; false when it was taken already. */
  reserve(address: string): boolean {
    if (this.#taken.has(address)) return false
    this.#taken.add(address)
    return true
  }

  /** Gives an address back, to be taken again. */
  release(address: string): void {
    this.#taken.delete(address)
    this.#free.push(address)
  }
}

/** The range of public addresses. */
export const publicRange = (): AddressRange => new AddressRange(PUBLIC_FIRST, PUBLIC_COUNT)

/** The range of private addresses. */
export const privateRange = (): AddressRange => new AddressRange(PRIVATE_FIRST, PRIVATE_COUNT)

/** The host part of `address:port`, brackets of an IPv6 address taken off. */
export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '')
}
