import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawRehearseFlags extends RawCommonFlags {
  readonly yes?: true
  readonly clean?: true
  readonly budget?: string
  readonly keepFacts?: string
  readonly only?: readonly string[]
}

/** `rehearse`. */
export function addRehearse(program: Command, start: Start): void {
  common(program.command('rehearse'))
    .summary('learn how the real account answers, for a few cents')
    .description(
      'Asks the account what no document tells: whether a label is a lock, how late lists and events are, what becomes of a backend node whose Linode is gone. Makes a few of the smallest instances and one NodeBalancer under a tag of its own, deletes them, and never touches a member. Without --yes it only says what it would make.',
    )
    .option('--yes', 'do it')
    .option('--clean', 'only remove what an earlier rehearsal has left')
    .option('--budget <dollars>', 'the most that begun hours may come to (default: 0.05)')
    .option('--keep-facts <file>', 'write what was found; sandbox --facts then answers as this account did')
    .option('--only <names...>', 'only these experiments')
    .addHelpText('after', REHEARSE_HELP)
    .action(async ({ yes, clean, budget, keepFacts, only, ...raw }: RawRehearseFlags) => {
      await start(async (io) => {
        const { rehearse } = await import('./rehearse.ts')
        return await rehearse(
          {
            ...commonFlags(raw),
            yes: yes ?? false,
            clean: clean ?? false,
            ...(budget === undefined ? {} : { budget }),
            ...(keepFacts === undefined ? {} : { keepFacts }),
            ...(only === undefined ? {} : { only }),
          },
          io,
        )
      })
    })
}

const REHEARSE_HELP = `
Examples:
  linode-autoscale rehearse                                   what it would make, and what it costs
  linode-autoscale rehearse --yes --keep-facts facts.json
  linode-autoscale rehearse --only label-race events --yes
  linode-autoscale rehearse --clean                           after one that was killed
  linode-autoscale sandbox --facts facts.json                 a sandbox that answers as the account did`
