import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawTargetsFlags extends RawCommonFlags {
  readonly out?: string
}

/** `targets`. */
export function addTargets(program: Command, start: Start): void {
  common(program.command('targets'))
    .summary('list the members as targets of Prometheus')
    .description(
      'Writes the members as targets, with the labels that linode_sd_configs gives them, in the form of file_sd_configs and http_sd_configs: for a Prometheus that was built without it, such as Debian 12’s. Those of several profiles are one list. A run that cannot read the account writes nothing.',
    )
    .option('--out <file>', 'where they go, whole or not at all (default: standard output)')
    .addHelpText('after', TARGETS_HELP)
    .action(async (raw: RawTargetsFlags) => {
      await start(async (io) => {
        const { targets } = await import('./targets.ts')
        return await targets({ ...commonFlags(raw), ...(raw.out === undefined ? {} : { out: raw.out }) }, io)
      })
    })
}

const TARGETS_HELP = `
Examples:
  linode-autoscale targets | jq '.[].labels.__meta_linode_instance_label'
  linode-autoscale targets --out /var/lib/prometheus/linode-autoscale/web.json
  linode-autoscale targets -p /etc/linode-autoscale/fleets --out /var/lib/prometheus/linode-autoscale/all.json`
