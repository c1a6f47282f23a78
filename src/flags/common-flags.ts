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

/** Who speaks of one fleet at a time. */
const ONE_FLEET: ReadonlySet<string> = new Set([
  'scale-out',
  'scale-in',
  'refresh',
  'adopt',
  'simulate',
  'rehearse',
])
const DEFAULT = '(default: the first there is of those that linode-autoscale help names)'

/** Gives a command the flags that every command takes. */
export function common(command: Command): Command {
  const profiles = ONE_FLEET.has(command.name())
    ? 'the profile'
    : 'the profile, or a folder of them; may be given several times'
  return command
    .option(
      '-p, --profile <file>',
      `${profiles} ${DEFAULT}`,
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
