import { Option, type Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawStatusFlags extends RawCommonFlags {
  readonly prometheus?: true
  readonly watch?: true
  readonly every?: string
  readonly output?: 'wide' | 'json'
  readonly out?: string
  readonly history?: string | true
}

/** `status`. */
export function addStatus(program: Command, start: Start): void {
  common(program.command('status'))
    .summary('show the fleet')
    .description(
      'Shows size, bounds, every member with its state, foreign backends, what is unfinished, cooldowns, cost and recent activity. Writes nothing.',
    )
    .option('--prometheus', 'metrics for the textfile collector of node_exporter, instead of lines')
    .option('--out <file>', 'where --prometheus writes, whole or not at all (default: standard output)')
    .option(
      '--watch',
      'redraw on this terminal until Ctrl-C (TERM=dumb: write what changes): holds count down, load and size over the last hour',
    )
    .addOption(
      new Option('-o, --output <form>', 'wide: every column, with ids; json: as --json').choices([
        'wide',
        'json',
      ]),
    )
    .option(
      '--history [time]',
      'instead: what was created and deleted, when, by whom, and the size after it (default: 7d)',
    )
    .option('--every <duration>', 'how often --watch reads the account (default: 5s)')
    .addHelpText('after', STATUS_HELP)
    .action(async (raw: RawStatusFlags) => {
      await start(async (io) => {
        const { status } = await import('./status.ts')
        const { every, out } = raw
        const history = raw.history === true ? '7d' : raw.history
        const given = {
          ...(every === undefined ? {} : { every }),
          ...(out === undefined ? {} : { out }),
          ...(history === undefined ? {} : { history }),
        }
        const wide = raw.output === 'wide'
        const shown = { prometheus: raw.prometheus ?? false, watch: raw.watch ?? false, wide }
        return await status(
          { ...commonFlags(raw.output === 'json' ? { ...raw, json: true } : raw), ...shown, ...given },
          io,
        )
      })
    })
}

const STATUS_HELP = `
Examples:
  linode-autoscale status
  linode-autoscale status --watch --every 10s
  linode-autoscale status --json | jq -r '.members[] | [.label, .state] | @tsv'
  linode-autoscale status --history 7d
  linode-autoscale status --prometheus --out /var/lib/prometheus/node-exporter/web.prom`
