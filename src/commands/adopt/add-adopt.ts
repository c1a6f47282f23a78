import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawAdoptFlags extends RawCommonFlags {
  readonly yes?: true
  readonly all?: true
  readonly dryRun?: true
}

/** `adopt`. */
export function addAdopt(program: Command, start: Start): void {
  common(program.command('adopt'))
    .summary('make instances that exist members')
    .description(
      'Gives instances that somebody else made a label and the tags of the fleet, in one call each; from then on they are members. Lists first who is adopted as whom, and who is left alone and why: members, locked ones, those of another fleet, behind another NodeBalancer, or elsewhere. Asks at a terminal; off it nothing is done without --yes. One that cannot be adopted and was named by its own label, and more than size.max, refuse the whole.',
    )
    .argument('[labels...]', "the labels they have now, or patterns in quotes: 'web-*', 'nginx-????'")
    .option('--all', 'everybody who is behind the fleet’s configs already')
    .option('--yes', 'do it, without asking')
    .option('--dry-run', 'list only')
    .allowExcessArguments(true)
    .addHelpText('after', ADOPT_HELP)
    .action(async (labels: readonly string[], raw: RawAdoptFlags) => {
      await start(async (io) => {
        const { adopt } = await import('./adopt.ts')
        const { yes = false, all = false, dryRun = false } = raw
        return await adopt({ ...commonFlags(raw), labels, yes, all, dryRun }, io)
      })
    })
}

const ADOPT_HELP = `
Examples:
  linode-autoscale adopt nginx-1b9d6bcd nginx-7c9e6679
  linode-autoscale adopt 'nginx-*' --dry-run            what would be done
  linode-autoscale adopt --all --yes`
