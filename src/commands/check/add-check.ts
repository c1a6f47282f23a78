import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

interface RawCheckFlags extends RawCommonFlags {
  readonly prometheus?: string
  readonly rules?: string
  readonly alertmanager?: string
  readonly executor?: string
  readonly facts?: string
  readonly everywhere?: true
}

/** `check`. */
export function addCheck(program: Command, start: Start): void {
  common(program.command('check'))
    .summary('find what would fail, before the night it is needed')
    .description(
      'Looks at token, profile and account for everything a scale-out needs, and at what the files of the chain make of load: who is measured, what fires, where it goes, what it starts. Named together they are judged together. One list: ok, warning or failure, each with what to do. Writes nothing; exits 1 when something would fail.',
    )
    .option('--prometheus <file>', 'judge a prometheus.yml')
    .option('--rules <file>', 'judge a file of Prometheus rules')
    .option('--alertmanager <file>', 'judge an alertmanager.yml')
    .option('--executor <file>', 'judge an executor.yml')
    .option('--facts <file>', 'hold the profile against what rehearse --keep-facts has found')
    .option(
      '--everywhere',
      'look through every NodeBalancer that the token sees for backend nodes that the fleet has left there',
    )
    .addHelpText('after', CHECK_HELP)
    .action(
      async ({ prometheus, rules, alertmanager, executor, facts, everywhere, ...raw }: RawCheckFlags) => {
        await start(async (io) => {
          const { check } = await import('./check.ts')
          return await check(
            {
              ...commonFlags(raw),
              ...(prometheus === undefined ? {} : { prometheus }),
              ...(rules === undefined ? {} : { rules }),
              ...(alertmanager === undefined ? {} : { alertmanager }),
              ...(executor === undefined ? {} : { executor }),
              ...(facts === undefined ? {} : { facts }),
              everywhere: everywhere ?? false,
            },
            io,
          )
        })
      },
    )
}

const CHECK_HELP = `
Examples:
  linode-autoscale check
  linode-autoscale check --prometheus /etc/prometheus/prometheus.yml --rules /etc/prometheus/rules.yml`
