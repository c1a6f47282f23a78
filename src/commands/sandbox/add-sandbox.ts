import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawSandboxFlags extends RawCommonFlags {
  readonly members?: string
  readonly foreign?: string
  readonly drifted?: string
  readonly port?: string
  readonly speed?: string
  readonly faults?: string
  readonly facts?: string
  readonly serve?: true
  readonly work?: string
}

/** `sandbox`. */
export function addSandbox(program: Command, start: Start): void {
  common(program.command('sandbox'))
    .summary('a Linode API of your own, on loopback')
    .description(
      'Starts an emulator of the Linode API on loopback, seeded from the profile, and prints the lines that point every command at it. No account, no token, no money. Ends with Ctrl-C.',
    )
    .option('--members <n>', 'members in service, made a day ago (default: size.min)')
    .option('--foreign <n>', 'hand-made backends behind the same NodeBalancer (default: 0)')
    .option('--drifted <n>', 'of the members, how many were made from another spec (default: 0)')
    .option('--port <n>', 'port to listen on (default: a free one)')
    .option('--speed <n>', 'how many times as fast its clock runs (default: 1)')
    .option('--faults <file>', 'scripted faults, see docs/sandbox.md')
    .option('--facts <file>', 'answer as the account did that rehearse --keep-facts has asked')
    .option('--serve', 'carry real traffic: instances answer, the NodeBalancer passes connections on')
    .option('--work <ms>', 'with --serve: what a request costs, in ms of one core (default: 10)')
    .addHelpText('after', SANDBOX_HELP)
    .action(async ({ profile, json, verbose, ...raw }: RawSandboxFlags) => {
      await start(async (io) => {
        const { sandbox } = await import('./sandbox.ts')
        const given = {
          ...(profile === undefined ? {} : { profile }),
          ...(json === undefined ? {} : { json }),
          ...(verbose === undefined ? {} : { verbose }),
        }
        return await sandbox({ ...raw, ...commonFlags(given) }, io)
      })
    })
}

const SANDBOX_HELP = `
Example:
  linode-autoscale sandbox -p examples/web.yaml --members 3 --speed 30
  export LINODE_URL=... LINODE_TOKEN=...      the lines it prints, in another terminal
  linode-autoscale scale-out -p examples/web.yaml`
