import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from './common-flags.ts'

interface RawStatusFlags extends RawCommonFlags {
  readonly prometheus?: true
}

/** `status`. */
export function addStatus(program: Command, start: Start): void {
  common(program.command('status'))
    .summary('show the fleet')
    .description(
      'Shows size, bounds, every member with its state, foreign backends, what is unfinished, cooldowns, cost and recent activity. Writes nothing.',
    )
    .option('--prometheus', 'metrics for the textfile collector of node_exporter, instead of lines')
    .addHelpText('after', STATUS_HELP)
    .action(async (raw: RawStatusFlags) => {
      await start(async (io) => {
        const { status } = await import('../commands/status.ts')
        return await status({ ...commonFlags(raw), prometheus: raw.prometheus ?? false }, io)
      })
    })
}

const STATUS_HELP = `
Examples:
  linode-autoscale status
  linode-autoscale status --json | jq -r '.members[] | [.label, .state] | @tsv'
  linode-autoscale status --prometheus > fleet.prom.new && mv fleet.prom.new fleet.prom`
