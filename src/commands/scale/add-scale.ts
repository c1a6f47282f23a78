import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawScaleFlags extends RawCommonFlags {
  readonly by?: string
  readonly to?: string
  readonly force?: true
  readonly wait?: boolean
  readonly dryRun?: true
  readonly yes?: true
  readonly when?: string | true
  readonly logFile?: string
  readonly keep?: string
}

/** `scale-out` or `scale-in`. */
export function addScale(program: Command, action: 'scale-out' | 'scale-in', start: Start): void {
  const [verb, sign] = action === 'scale-out' ? ['add', 'more'] : ['remove', 'fewer']
  const command = common(program.command(action))
    .summary(`${verb} members`)
    .description(SCALE_STORY[action])
    .option('--by <n>', `${verb} n members (default: ${action.replace('-', '_')}.step of the profile)`)
    .option('--to <n>', `have n members in service, if that is ${sign} than now`)
    .option('--force', 'pass the cooldown and a pause, nothing else')
    .option(
      '--when [promql]',
      `only if Prometheus has a result for this (default: the fleet's ${action === 'scale-out' ? 'HighLoad' : 'LowLoad'} is firing); not known: exit 3`,
    )
    .option('--no-wait', NO_WAIT[action])
    .option(
      '--dry-run',
      'print the plan: every guard, every step, the price; with -v a sentence a member; send reads only',
    )
    .option('--yes', action === 'scale-out' ? NOBODY_GOES : YES)
    .option('--log-file <file>', LOG_FILE)
  if (action === 'scale-out')
    command.option(
      '--keep <duration>',
      'with --to: keep at least so many for so long, on every host; 0 ends that, whatever --to says',
    )
  command.addHelpText('after', SCALE_HELP[action]).action(async (raw: RawScaleFlags) => {
    await start(async (io) => {
      const { scale } = await import('./scale.ts')
      return await scale(action, scaleFlags(raw), io)
    })
  })
}

/** `reconcile`. */
export function addReconcile(program: Command, start: Start): void {
  common(program.command('reconcile'))
    .summary('finish, tidy and repair')
    .description(
      'Makes the fleet what the profile says, whatever the load: finishes what a dead run left, attaches, removes leftovers, fills to size.min, trims above size.max by at most a step, and replaces one member a run that it has itself watched being dead. Safe every minute.',
    )
    .option('--force', 'pass the cooldown and a pause, nothing else')
    .option('--no-wait', 'do not wait for health, and therefore replace nobody')
    .option(
      '--dry-run',
      'print the plan: every guard, every step, the price; with -v a sentence a member; send reads only',
    )
    .option('--yes', YES)
    .option('--log-file <file>', LOG_FILE)
    .addHelpText('after', RECONCILE_HELP)
    .action(async (raw: RawScaleFlags) => {
      await start(async (io) => {
        const { scale } = await import('./scale.ts')
        return await scale('reconcile', scaleFlags(raw), io)
      })
    })
}

function scaleFlags(raw: RawScaleFlags) {
  const { by, to, when, logFile, keep } = raw
  return {
    ...commonFlags(raw),
    ...(by === undefined ? {} : { by }),
    ...(to === undefined ? {} : { to }),
    ...(when === undefined ? {} : { when }),
    ...(logFile === undefined ? {} : { logFile }),
    ...(keep === undefined ? {} : { keep }),
    force: raw.force ?? false,
    wait: raw.wait ?? true,
    dryRun: raw.dryRun ?? false,
    yes: raw.yes ?? false,
  }
}

const NO_WAIT = {
  'scale-out': 'do not wait until new members are in service, nor ask for their price',
  'scale-in':
    'do not wait for members that it creates where fewer than size.min are left; a drain is waited for',
} as const
const YES = 'delete without asking; asked is only a person at a terminal'
const NOBODY_GOES = 'as other commands take it: scale-out asks nothing'
const LOG_FILE = 'add one line about this run to a file, whatever comes of it; - is standard error'

const SCALE_STORY = {
  'scale-out':
    'Adds members: create the instance, attach it to every config of the profile, wait until it is in service. What is on its way already counts first, so a repeated call does not stack.',
  'scale-in':
    'Removes members: drain, wait, look again, delete the instance, detach. Never below size.min, never a foreign backend, never a member that a person holds.',
} as const

const SCALE_HELP = {
  'scale-out': `
Examples:
  linode-autoscale scale-out --dry-run        what would happen, and why
  linode-autoscale scale-out                  one step of the profile
  linode-autoscale scale-out --by 2 --no-wait two more, without waiting for their health
  linode-autoscale scale-out --when           in a crontab: only while HighLoad fires
  linode-autoscale scale-out --to 5 --force   five in service, whatever the cooldown says
  linode-autoscale scale-out --to 6 --keep 2h six, and no scale-in goes below that for two hours
  linode-autoscale scale-out --keep 0         end that`,
  'scale-in': `
Examples:
  linode-autoscale scale-in --dry-run         who would go, and why
  linode-autoscale scale-in                   one step of the profile
  linode-autoscale scale-in --to 2            two in service`,
} as const

const RECONCILE_HELP = `
Examples:
  linode-autoscale reconcile --dry-run        what is left to finish
  * * * * * linode-autoscale reconcile        in a crontab`
