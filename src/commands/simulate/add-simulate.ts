import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'
import type { NumberFlags } from './cloud-numbers-of.ts'

interface RawSimulateFlags extends RawCommonFlags, NumberFlags {
  readonly with?: readonly string[]
  readonly trace?: string
  readonly last?: string
  readonly load?: string
  readonly points?: string
  readonly perMember?: string
  readonly peak?: string
  readonly every?: string
  readonly svg?: string
}

/** `simulate`. */
export function addSimulate(program: Command, start: Start): void {
  common(program.command('simulate'))
    .summary('see what a profile would do with a load')
    .description(
      'Runs a load through a profile on a model of the cloud, with the very planner that runs on the real one: sizes, work over capacity, paid hours, dollars, holds; and beside it any other profile. Sends nothing to Linode, but the question for a price where there is a token.',
    )
    .option('--with <file>', 'another profile beside it; may be given several times', collect)
    .option('--trace <file>', 'a load: one number a line, or a time and a number')
    .option('--last <time>', 'the load that Prometheus has of this fleet, such as 7d')
    .option('--load <shape>', 'a load by formula: day, week, flash, ramp or spikes')
    .option('--points <time>', 'with a trace without times: how far its points are apart (default: 45s)')
    .option(
      '--per-member <n>',
      "how much of the trace's unit one member does when it is fully busy (default: 1)",
    )
    .option('--peak <n>', 'scale the load so that its peak keeps n members fully busy')
    .option('--every <time>', 'between two turns (default: 15s)')
    .option('--svg <file>', 'write a picture of demand and capacity')
    .option('--boot <from-to>', 'from a create to running (default: 51s-67s, as recorded)')
    .option('--app-start <time>', 'from running to the first answer (default: 3s)')
    .option('--check-interval <time>', "the NodeBalancer's (default: 5s)")
    .option('--check-attempts <n>', 'failed checks until DOWN (default: 3)')
    .option('--latency <time>', 'until a write has taken effect (default: 1s)')
    .option('--hiccups <part>', 'the part of all writes that the API refuses for the moment (default: 0)')
    .option('--scrape <time>', 'how often processors are read (default: 15s)')
    .option('--rate <time>', 'over so long they are averaged (default: 45s)')
    .option('--evaluation <time>', 'how often rules are evaluated (default: 15s)')
    .option('--slo <part>', 'how busy a member may be and still meet the demand, 0 to 1 (default: 1)')
    .option('--seed <n>', 'where random numbers begin (default: 1)')
    .addHelpText('after', SIMULATE_HELP)
    .action(async (raw: RawSimulateFlags) => {
      await start(async (io) => {
        const { simulate } = await import('./simulate.ts')
        const { profile: _, json: __, verbose: ___, ...own } = raw
        return await simulate({ ...own, ...commonFlags(raw), with: raw.with ?? [] }, io)
      })
    })
}

function collect(file: string, before: readonly string[] = []): readonly string[] {
  return [...before, file]
}

const SIMULATE_HELP = `
Examples:
  linode-autoscale simulate --load week --peak 10
  linode-autoscale simulate --trace load.csv --per-member 300 --svg load.svg
  linode-autoscale simulate --last 7d --with other.yaml          the last week, by two profiles`
