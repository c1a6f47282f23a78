/** A source of random numbers that gives the same sequence for the same seed. */
export interface Random {
  /** A whole number from 0 up to `below`, without it. */
  whole(below: number): number
  /** `length` hexadecimal digits. */
  hex(length: number): string
}

/** Makes a seeded source (mulberry32), so that a sandbox is the same at every start. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (below: number): number => Math.floor(next() * below)
  return {
    whole,
    hex: (length) => Array.from({ length }, () => whole(16).toString(16)).join(''),
  }
}
