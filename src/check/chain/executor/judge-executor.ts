import type { ChainContext } from '../chain-context.ts'
import { once, wrong, type Finding } from '../finding.ts'
import { at } from '../located.ts'
import type { RulesFile } from '../rules/rules-file.ts'
import { COMMAND_RULES } from './command-rules.ts'
import { isOurs, type Command, type ExecutorFile } from './executor-file.ts'
import { judgeMatching } from './judge-matching.ts'
import { misspelt } from './misspelt.ts'
import { SCALER_RULES } from './scaler-rules.ts'

/** What is wrong with an executor.yml, by what it starts; commands that scale nothing are nobody's business. */
export function judgeExecutor(
  file: ExecutorFile,
  context: ChainContext,
  rules: RulesFile | null,
): readonly Finding[] {
  const scalers = file.commands
    .filter(({ started }) => started.kind !== 'other')
    .filter((command) => isThisFleet(command, context))
  const ours = scalers.filter(isOurs)
  return once([
    ...judgeCommands(file),
    ...file.commands.flatMap(otherScaler),
    ...ours.flatMap((command) => COMMAND_RULES.flatMap((rule) => rule(command, context, file))),
    ...(rules === null ? [] : ours.flatMap((command) => judgeMatching(command, rules))),
    ...scalers.flatMap((command) => SCALER_RULES.flatMap((rule) => rule(command))),
    ...(scalers.length > 0 ? listening(file) : []),
    ...misspelt(file.root, FILE_KEYS),
  ])
}

/** Another fleet's commands are looked at with that fleet's profile. */
function isThisFleet({ match }: Command, { policy }: ChainContext): boolean {
  const fleet = match.get('fleet')
  return fleet === undefined || fleet === policy.fleetTag || !fleet.startsWith('fleet:')
}

function judgeCommands({ root, commands }: ExecutorFile): readonly Finding[] {
  const line = at(root, 'commands').line
  if (commands.length === 0)
    return [
      wrong(
        line,
        'it holds no command: no alert starts anything',
        'linode-autoscale monitoring writes one for each direction',
      ),
    ]
  if (commands.some(({ started }) => started.kind === 'ours')) return []
  return [
    wrong(
      line,
      'no command starts linode-autoscale: alerts scale nothing that this profile speaks of',
      'cmd: /usr/local/bin/linode-autoscale with args [scale-out, ...]',
    ),
  ]
}

function otherScaler({ started, cmd }: Command): readonly Finding[] {
  if (started.kind !== 'another-scaler') return []
  return [
    wrong(
      cmd.line,
      `${started.program} makes Linodes beside linode-autoscale: they carry no fleet tag (and --tags khw,autoscale is one tag to linode-cli), nobody waits for their health, bounds them or removes them`,
      'take this command out, or start linode-autoscale scale-out --no-wait in its place',
    ),
  ]
}

function listening({ listen: { line, address } }: ExecutorFile): readonly Finding[] {
  const host = address.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')
  if (/^127\.|^localhost$|^::1$/.test(host)) return []
  const where = /^(?:0\.0\.0\.0|::|)$/.test(host) ? 'every interface' : host
  return [
    wrong(
      line,
      `it listens on ${where}, without authentication: whoever reaches ${address} can scale the fleet`,
      'listen_address: 127.0.0.1:8080',
    ),
  ]
}

const FILE_KEYS = ['listen_address', 'verbose', 'tls_key', 'tls_crt', 'commands']
