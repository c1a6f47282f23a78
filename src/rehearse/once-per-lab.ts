import type { Lab } from './lab.ts'

/** What several experiments need is made, or measured, by the first of them; the others get the same, or fail alike. */
export function oncePerLab<Value>(make: (lab: Lab) => Promise<Value>): (lab: Lab) => Promise<Value> {
  const made = new WeakMap<Lab, Promise<Value>>()
  return async (lab) => {
    const known = made.get(lab) ?? make(lab)
    made.set(lab, known)
    return await known
  }
}
