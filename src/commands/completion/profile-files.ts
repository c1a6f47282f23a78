import { readdirSync } from 'node:fs'

/** The files of this folder that may be profiles, by name; none where it cannot be read. */
export function profileFiles(): readonly string[] {
  try {
    return readdirSync('.').filter((name) => /\.ya?ml$/.test(name))
  } catch {
    return []
  }
}
