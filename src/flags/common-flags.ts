import type { Command } from 'commander'
import type { Io } from '../io.ts'

/** What is carried out once the command line is understood. */
export type Start = (story: (io: Io) => Promise<number>) => Promise<void>

/** What every command takes. commander's word for a boolean flag that was not given is undefined. */
export interface RawCommonFlags {
  readonly profile?: readonly string[]
  readonly json?: true
  readonly verbose?: true
}

/** Gives a command the flags that every command takes. */
export function common(command: Command): Command {
  return command
    .option(
      '-p, --profile <file>',
      'the profile (default: see --help of linode-autoscale); scale-out, scale-in, refresh, adopt, simulate and rehearse take one, the others several, or a folder',
      (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
    )
    .option('--json', 'one JSON object on standard output, nothing else')
    .option('-v, --verbose', 'tell every request and where each setting comes from')
    .allowExcessArguments(false)
}

/** The flags of `common` as they were given. */
export function commonFlags(raw: RawCommonFlags) {
  const [profile, ...others] = raw.profile ?? []
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(others.length === 0 ? {} : { otherProfiles: others }),
    json: raw.json ?? false,
    verbose: raw.verbose ?? false,
  }
}
