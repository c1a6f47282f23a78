import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawCheckFlags extends RawCommonFlags {
  readonly executor?: string
  readonly alertmanager?: string
  readonly rules?: string
  readonly facts?: string
}

/** `check`. */
export function addCheck(program: Command, start: Start): void {
  common(program.command('check'))
    .summary('find what would fail, before the night it is needed')
    .description(
      'Looks at token, profile and account for everything a scale-out needs, and at the files of the chain for known traps. One list: ok, warning or failure, each with what to do. Writes nothing; exits 1 when something would fail.',
    )
    .option('--executor <file>', 'look through an executor.yml')
    .option('--alertmanager <file>', 'look through an alertmanager.yml')
    .option('--rules <file>', 'look through a file of Prometheus rules')
    .option('--facts <file>', 'hold the profile against what rehearse --keep-facts has found')
    .addHelpText('after', CHECK_HELP)
    .action(async ({ executor, alertmanager, rules, facts, ...raw }: RawCheckFlags) => {
      await start(async (io) => {
        const { check } = await import('./check.ts')
        return await check(
          {
            ...commonFlags(raw),
            ...(executor === undefined ? {} : { executor }),
            ...(alertmanager === undefined ? {} : { alertmanager }),
            ...(rules === undefined ? {} : { rules }),
            ...(facts === undefined ? {} : { facts }),
          },
          io,
        )
      })
    })
}

const CHECK_HELP = `
Examples:
  linode-autoscale check
  linode-autoscale check --executor /etc/linode-autoscale/executor.yml --rules /etc/prometheus/rules.yml`
