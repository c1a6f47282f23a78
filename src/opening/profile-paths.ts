import { UsageError } from '../errors.ts'
import type { Io } from '../io.ts'
import type { FleetFlags } from './open-fleet.ts'

const PROFILE = /\.ya?ml$/

/** The profiles that a command is given, folders replaced by the profiles in them; none stands for the usual places. Throws a UsageError for an empty folder. */
export function profilePaths({ profile, otherProfiles = [] }: FleetFlags, io: Io): readonly string[] {
  const named = profile === undefined ? [] : [profile, ...otherProfiles]
  const paths = named.flatMap((path) =>
    io.files.facts(path)?.kind === 'folder' ? inFolder(path, io) : [path],
  )
  return [...new Set(paths)]
}

function inFolder(folder: string, io: Io): readonly string[] {
  const names = (io.files.list(folder) ?? []).filter((name) => PROFILE.test(name))
  if (names.length === 0) throw new UsageError(`the folder ${folder} has no profile (*.yaml) in it`)
  return names.map((name) => `${folder}${folder.endsWith('/') ? '' : '/'}${name}`)
}
