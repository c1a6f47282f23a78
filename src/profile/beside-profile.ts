import { dirname, isAbsolute, join } from 'node:path'

/** A file that a profile names, as this process finds it: what is relative is relative to the profile. */
export function besideProfile(file: string, profile: string): string {
  return isAbsolute(file) ? file : join(dirname(profile), file)
}

/** The same for a program; with a `/` in it no `PATH` is searched for it, and one without is left to `PATH`. */
export function programBeside(program: string, profile: string): string {
  if (!program.includes('/')) return program
  const file = besideProfile(program, profile)
  return file.includes('/') ? file : `./${file}`
}
