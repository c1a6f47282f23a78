import type { OfferedNodeBalancer } from '../../account/account.ts'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'

interface ChosenConfig {
  readonly id: number
  readonly port: number
}

/** The NodeBalancer that was named, or that a person picks from a list. Throws a UsageError that tells what there is. */
export async function chooseNodeBalancer(
  given: string | undefined,
  offers: readonly OfferedNodeBalancer[],
  ask: Io['ask'],
): Promise<OfferedNodeBalancer> {
  const [only] = offers
  if (only === undefined)
    throw new UsageError('the account has no NodeBalancer that this token may see: create one first')
  const list = offers.map((nb) => `${nb.id} (${nb.label}, ${nb.region})`)
  const answer = given ?? (await pick(ask, 'NodeBalancer', list, String(only.id)))
  const chosen = offers.find((nb) => String(nb.id) === answer)
  if (chosen === undefined)
    throw new UsageError(`there is no NodeBalancer ${answer}; there is ${list.join(', ')}`)
  return chosen
}

/** The configs that were named as `<id>` or `<id>:<port>`, or all of a NodeBalancer when a person says no more. */
export async function chooseConfigs(
  given: readonly string[],
  { id, configs }: OfferedNodeBalancer,
  ask: Io['ask'],
): Promise<readonly ChosenConfig[]> {
  const [only] = configs
  if (only === undefined) throw new UsageError(`NodeBalancer ${id} has no config: create one first`)
  const list = configs.map((c) => `${c.id} (listens on ${c.port})`)
  const all = configs.map((c) => `${c.id}:80`).join(' ')
  const words =
    given.length > 0
      ? given
      : (await pick(ask, 'Configs, as id:port of the members', list, all)).split(/[\s,]+/)
  return words.map((word) => {
    const [, config = '', port = '80'] = /^(\d+)(?::(\d{1,5}))?$/.exec(word) ?? []
    if (configs.some((c) => String(c.id) === config)) return { id: Number(config), port: Number(port) }
    throw new UsageError(`NodeBalancer ${id} has no config ${word}; it has ${list.join(', ')}`)
  })
}

async function pick(ask: Io['ask'], what: string, list: readonly string[], usual: string): Promise<string> {
  if (ask === null) return usual
  return (await ask(`${what}: ${list.join(', ')} [${usual}]: `)).trim() || usual
}
