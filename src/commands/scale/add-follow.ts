import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawFollowFlags extends RawCommonFlags {
  readonly every?: string
  readonly force?: true
  readonly dryRun?: true
  readonly logFile?: string
}

/** `follow`. */
export function addFollow(program: Command, start: Start): void {
  common(program.command('follow'))
    .summary('follow the load')
    .description(
      'Brings the fleet to what its load asks for, out and in, with all repairs: one turn, or with --every one after the other until a signal ends it. A turn waits for nothing: it creates and attaches, or begins a drain, and a later turn goes on. Needs load.target or load.signals in the profile.',
    )
    .option('--every <duration>', 'stay, and take a turn so often (5s to 10m; 15s is good)')
    .option('--force', 'pass the cooldown, paid hours and a pause, nothing else')
    .option('--dry-run', 'print the plan of one turn; send reads only')
    .option('--log-file <file>', 'add one line about each turn that is news to a file; - is standard error')
    .addHelpText('after', FOLLOW_HELP)
    .action(async (raw: RawFollowFlags) => {
      await start(async (io) => {
        const { follow } = await import('./follow.ts')
        return await follow(followFlags(raw), io)
      })
    })
}

function followFlags(raw: RawFollowFlags) {
  const { every, logFile } = raw
  return {
    ...commonFlags(raw),
    ...(every === undefined ? {} : { every }),
    ...(logFile === undefined ? {} : { logFile }),
    force: raw.force ?? false,
    dryRun: raw.dryRun ?? false,
  }
}

const FOLLOW_HELP = `
Examples:
  linode-autoscale follow --dry-run           what the load asks for, and what would be done
  linode-autoscale follow --every 15s         resident, as the generated service starts it
  * * * * * linode-autoscale follow           in a crontab: one turn a minute`
