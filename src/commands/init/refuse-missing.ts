import type { OfferedNodeBalancer } from '../../account/account.ts'
import { describeError, UsageError } from '../../errors.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { table } from '../../render/table.ts'
import { fewOf } from './few-of.ts'
import { openAccount } from './open-account.ts'
import type { Question } from './question.ts'
import * as questions from './questions.ts'

interface Given {
  readonly name?: string
  readonly nodebalancer?: string
  readonly configs: readonly string[]
  readonly verbose: boolean
}

/** The flags without which nobody knows what is meant, and that were not given. */
export function missingFlags({ name, nodebalancer, configs }: Given): readonly string[] {
  const given = { '--name': name, '--nodebalancer': nodebalancer, '--config': configs[0] }
  return Object.entries(given).flatMap(([flag, value]) => (value === undefined ? [flag] : []))
}

/** Rejects with a UsageError that says what is missing where nobody can be asked, and what there is to choose from. */
export async function refuseMissing(flags: Given, io: Io): Promise<never> {
  const missing = missingFlags(flags)
  const head = `nobody is asked here (no terminal, or --yes or --json): give ${missing.join(', ')}`
  throw new UsageError([head, ...(await choices(flags, io, missing))])
}

/** What cannot be read is told, and keeps nothing else from being told. */
async function choices(flags: Given, io: Io, missing: readonly string[]): Promise<readonly string[]> {
  try {
    const account = await openAccount(flags, io)
    const all = allHarmless(await account.nodeBalancers())
    const chosen = all.filter(({ id }) => String(id) === flags.nodebalancer)
    const meant = chosen.length > 0 ? chosen : all
    const there = allHarmless(await account.offers(meant[0]?.region ?? ''))
    return [
      ...table(
        [
          ['--name', 'members are labelled <name>-1, <name>-2, ...'],
          ['--nodebalancer', fewOf(questions.nodeBalancerQuestion(all).choices)],
          ['--config', configsOf(meant)],
        ].filter(([flag = '']) => missing.includes(flag)),
        { indent: '  ' },
      ),
      'and what has a default:',
      ...table(
        [
          questions.typeQuestion(there),
          questions.imageQuestion(there),
          questions.usersQuestion(there),
          questions.firewallQuestion(there),
          questions.minQuestion,
          questions.maxQuestion(0),
        ].map(lineOf),
        { indent: '  ' },
      ),
    ]
  } catch (error) {
    return [`what there is to choose from could not be read: ${describeError(error).message}`]
  }
}

function configsOf(offers: readonly OfferedNodeBalancer[]): string {
  return fewOf(
    offers.flatMap((nb) => nb.configs.map(({ id, port }) => `${id} of ${nb.id} (listens on ${port})`)),
  )
}

function lineOf({ flag, usual, choices: there }: Question<unknown>): readonly string[] {
  return [flag, `[${usual ?? 'none'}]${there.length === 0 ? '' : ` ${fewOf(there)}`}`]
}
