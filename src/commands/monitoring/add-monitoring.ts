import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawMonitoringFlags extends RawCommonFlags {
  readonly out?: string
  readonly program?: string
  readonly user?: string
  readonly prefix?: string
  readonly root?: string
  readonly discovery?: string
  readonly check?: true
  readonly force?: true
  readonly cloudInit?: true
  readonly package?: string
  readonly sha256?: string
}

/** `monitoring`. */
export function addMonitoring(program: Command, start: Start): void {
  common(program.command('monitoring'))
    .summary('write the configuration of Prometheus, Alertmanager and the executor')
    .description(
      'Writes from the profile what makes the fleet follow its load: prometheus.yml, rules, alertmanager.yml, executor.yml, systemd units, a crontab and a Grafana dashboard, and tells what goes where. Sends nothing, needs no token.',
    )
    .option('--out <dir>', 'where to write them (default: ./monitoring)')
    .option(
      '--program <path>',
      'where this program is on the monitoring host (default: where it is here, or /usr/local/bin/linode-autoscale)',
    )
    .option('--user <name>', 'who runs it there (default: linode-autoscale)')
    .option('--prefix <dir>', 'what stands before /etc there, such as /usr/local (default: nothing)')
    .option(
      '--discovery <how>',
      'who tells Prometheus of the members: linode (itself) or file (a timer of ours, as Debian 12 needs it)',
    )
    .option(
      '--root <dir>',
      'with --check: compare with what is installed below, such as /, and say what to reload',
    )
    .option('--check', 'write nothing: show what differs from what is there, exit 1 if anything does')
    .option('--force', 'overwrite files that differ')
    .option(
      '--cloud-init',
      'write no file: print user data that sets up the whole monitoring host, on Debian 13',
    )
    .option(
      '--package <url>',
      'with --cloud-init: where the host has the Debian package of this program from',
    )
    .option('--sha256 <sum>', 'with --cloud-init: the checksum of that package')
    .addHelpText('after', HELP)
    .action(async (raw: RawMonitoringFlags) => {
      await start(async (io) => {
        const { monitoring } = await import('./monitoring.ts')
        return monitoring({ ...commonFlags(raw), ...monitoringFlags(raw) }, io)
      })
    })
}

function monitoringFlags(raw: RawMonitoringFlags) {
  const { out, program, user, prefix, root, discovery, package: from, sha256 } = raw
  return {
    ...(out === undefined ? {} : { out }),
    ...(program === undefined ? {} : { program }),
    ...(user === undefined ? {} : { user }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(root === undefined ? {} : { root }),
    ...(discovery === undefined ? {} : { discovery }),
    ...(from === undefined ? {} : { package: from }),
    ...(sha256 === undefined ? {} : { sha256 }),
    check: raw.check ?? false,
    force: raw.force ?? false,
    cloudInit: raw.cloudInit ?? false,
  }
}

const HELP = `
Examples:
  linode-autoscale monitoring                       write ./monitoring
  linode-autoscale monitoring --out /etc/lab --check  after the profile has changed: what would change
  linode-autoscale monitoring -p web.yaml -p api.yaml  one set of files for both fleets
  linode-autoscale monitoring --cloud-init --package https://example.org/linode-autoscale_0.1.0_all.deb --sha256 SUM
                                                    user data of a whole monitoring host
  linode-autoscale monitoring --check --root /      what is installed here, file by file`
