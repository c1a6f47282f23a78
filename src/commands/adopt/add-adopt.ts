import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

/** `adopt`. */
export function addAdopt(program: Command, start: Start): void {
  common(program.command('adopt'))
    .summary('make instances that exist members')
    .description(
      'Gives instances that somebody else made a label and the tags of the fleet, in one call each; from then on they are members. Shows what would be done; --yes does it. Refuses what is behind another NodeBalancer, locked, elsewhere, or more than size.max.',
    )
    .argument('<labels...>', 'the labels they have now')
    .option('--yes', 'do it')
    .allowExcessArguments(true)
    .addHelpText('after', ADOPT_HELP)
    .action(async (labels: readonly string[], raw: RawCommonFlags & { readonly yes?: true }) => {
      await start(async (io) => {
        const { adopt } = await import('./adopt.ts')
        return await adopt({ ...commonFlags(raw), labels, yes: raw.yes ?? false }, io)
      })
    })
}

const ADOPT_HELP = `
Examples:
  linode-autoscale adopt nginx-1b9d6bcd nginx-7c9e6679        what would be done
  linode-autoscale adopt nginx-1b9d6bcd nginx-7c9e6679 --yes`
