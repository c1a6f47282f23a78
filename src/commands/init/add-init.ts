import type { Command } from 'commander'
import type { Start } from '../../flags/common-flags.ts'

interface RawInitFlags {
  readonly name?: string
  readonly nodebalancer?: string
  readonly config?: readonly string[]
  readonly type?: string
  readonly image?: string
  readonly user?: readonly string[]
  readonly firewall?: string
  readonly min?: string
  readonly max?: string
  readonly out: string
  readonly yes?: true
  readonly dryRun?: true
  readonly json?: true
  readonly verbose?: true
}

function more(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** `init`. */
export function addInit(program: Command, start: Start): void {
  program
    .command('init')
    .summary('write a profile')
    .description(
      'Writes a commented profile. Offers what the account has (NodeBalancers and their configs, types with prices, images, users, firewalls), asks or takes flags, shows what it will write, and asks once more. Never overwrites. Where nobody can be asked, flags say it all; what is missing is told, with the choices.',
    )
    .option('--name <name>', 'the fleet; members are labelled <name>-1, <name>-2, ... (asked: web)')
    .option('--nodebalancer <id>', 'the NodeBalancer; its region is the fleet’s')
    .option(
      '--config <id[:port]>',
      'a config and the port that members listen on (80); may be repeated',
      more,
    )
    .option('--type <type>', 'what new members are (g6-nanode-1)')
    .option('--image <image>', 'what they boot (linode/debian12)')
    .option('--user <name>', 'whose SSH keys may log in; may be repeated (none)', more)
    .option('--firewall <id>', 'what stands in front of them (none)')
    .option('--min <n>', 'at least so many members (2)')
    .option('--max <n>', 'at most so many members (4)')
    .option('--out <file>', 'where it goes', 'linode-autoscale.yaml')
    .option('--yes', 'ask nothing: what no flag says is as usual, and the profile is written')
    .option('--dry-run', 'show the profile, and write nothing')
    .option('--json', 'one JSON object on standard output, nothing else')
    .option('-v, --verbose', 'tell every request')
    .allowExcessArguments(false)
    .addHelpText('after', INIT_HELP)
    .action(async (raw: RawInitFlags) => {
      await start(async (io) => {
        const { init } = await import('./init.ts')
        return await init(initFlags(raw), io)
      })
    })
}

/** commander's word for a boolean flag that was not given is undefined. */
function initFlags({ config = [], user = [], json, verbose, yes, dryRun, ...raw }: RawInitFlags) {
  return {
    ...raw,
    configs: config,
    users: user,
    yes: yes ?? false,
    dryRun: dryRun ?? false,
    json: json ?? false,
    verbose: verbose ?? false,
  }
}

const INIT_HELP = `
Examples:
  linode-autoscale init
  linode-autoscale init --name web --nodebalancer 12345 --config 67890:80 --user alice --out web.yaml
  linode-autoscale init --name web --nodebalancer 12345 --config 67890 --dry-run`
