import type { Again } from '../cloud.ts'
import type { Call } from './call.ts'

/**
 * Sends a write, and never once more on an old look: where `again` says what has become of it meanwhile, that is its result, and where it
 * rejects, so does this.
 */
export async function write<Answer, T>(
  send: (it: Call) => Promise<Answer>,
  it: Call,
  again: Again<T>,
  result: (answer: Answer) => T,
): Promise<T> {
  const ends: (() => T)[] = []
  const stands = async (): Promise<boolean> => {
    try {
      const next = await again()
      if (next === 'send') return true
      ends.push(() => next.instead)
    } catch (error) {
      ends.push(() => {
        throw error
      })
    }
    return false
  }
  try {
    return result(await send({ ...it, again: stands }))
  } catch (error) {
    for (const end of ends) return end()
    throw error
  }
}
