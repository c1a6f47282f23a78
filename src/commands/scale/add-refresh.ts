import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawRefreshFlags extends RawCommonFlags {
  readonly surge?: string
  readonly until?: string
  readonly olderThan?: string
  readonly bake?: string
  readonly keepPaidHours?: true
  readonly force?: true
  readonly dryRun?: true
  readonly yes?: true
  readonly when?: string | true
  readonly logFile?: string
}

/** `refresh`. */
export function addRefresh(program: Command, start: Start): void {
  common(program.command('refresh'))
    .summary('replace members that were made from another spec')
    .description(
      'Replaces members that were made from another spec than the profile has now, the oldest first: a new one is created, attached, waited for until it is in service and for a while after that; then the old one is drained and deleted. The first new member that fails stops it, and costs no capacity. At size.max, where there is no room beside anybody, one goes first.',
    )
    .option('--surge <n>', 'how many are replaced at once (default: 1)')
    .option('--until <n>', 'stop when n members, or n% of them, are of the profile’s spec')
    .option('--older-than <age>', 'replace members of the same spec too that are older: 30d, 12h')
    .option('--bake <duration>', 'how long a new member is in service before the old one goes (default: 1m)')
    .option('--keep-paid-hours', 'replace members only near the end of an hour that is paid for')
    .option(
      '--when [promql]',
      "only if Prometheus has a result for this (default: the fleet's LowLoad is firing); not known: exit 3",
    )
    .option(
      '--force',
      'go on although members of a smaller type would be too busy, or nobody knows how busy; pass a pause',
    )
    .option('--yes', 'delete without asking; asked is only a person at a terminal')
    .option('--dry-run', 'print the plan of the first round, and who is to be replaced; send reads only')
    .option(
      '--log-file <file>',
      'add one line about this run to a file, whatever comes of it; - is standard error',
    )
    .addHelpText('after', REFRESH_HELP)
    .action(async (raw: RawRefreshFlags) => {
      await start(async (io) => {
        const { refresh } = await import('./refresh.ts')
        return await refresh(refreshFlags(raw), io)
      })
    })
}

function refreshFlags(raw: RawRefreshFlags) {
  const { surge, until, olderThan, bake, when, logFile } = raw
  return {
    ...commonFlags(raw),
    ...(surge === undefined ? {} : { surge }),
    ...(until === undefined ? {} : { until }),
    ...(olderThan === undefined ? {} : { olderThan }),
    ...(bake === undefined ? {} : { bake }),
    ...(when === undefined ? {} : { when }),
    ...(logFile === undefined ? {} : { logFile }),
    keepPaidHours: raw.keepPaidHours ?? false,
    force: raw.force ?? false,
    dryRun: raw.dryRun ?? false,
    yes: raw.yes ?? false,
  }
}

const REFRESH_HELP = `
Examples:
  linode-autoscale refresh --dry-run          who would be replaced
  linode-autoscale refresh --until 1          one first, to look at it
  linode-autoscale refresh --surge 2 --bake 5m
  linode-autoscale refresh --older-than 30d --when   when LowLoad fires: what is a month old`
