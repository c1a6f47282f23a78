import type { OfferedNodeBalancer } from '../../account/account.ts'
import { UsageError } from '../../errors.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { apiBase } from '../../profile/api-base.ts'
import { findToken } from '../../profile/find-token.ts'
import { readLinodeCliConfig } from '../../profile/linode-cli-config.ts'
import { newProfileText, type NewProfile } from '../../profile/new-profile.ts'
import { parseProfile } from '../../profile/parse-profile.ts'
import { initJson, initLines } from '../../render/init-lines.ts'
import { chooseConfigs, chooseNodeBalancer } from './choose-nodebalancer.ts'
import { wayToApi } from '../../opening/way-to-api.ts'
import { printReport } from '../../telling/print-report.ts'
import { logLine } from '../../telling/tell-progress.ts'

/** What `init` takes: everything it would ask otherwise. */
export interface InitFlags {
  readonly name?: string
  readonly nodebalancer?: string
  /** `<id>` or `<id>:<port of the members>`. */
  readonly configs: readonly string[]
  readonly type?: string
  readonly image?: string
  readonly users: readonly string[]
  readonly min?: string
  readonly max?: string
  readonly out: string
  readonly json: boolean
  readonly verbose: boolean
}

/** `init`: writes a commented profile for a NodeBalancer of the account. Never overwrites. Resolves to the exit code. */
export async function init(flags: InitFlags, io: Io): Promise<number> {
  refuseEarly(flags, io)
  const offers = await offersOf(flags, io)
  const nodeBalancer = await chooseNodeBalancer(flags.nodebalancer, offers, io.ask)
  const configs = await chooseConfigs(flags.configs, nodeBalancer, io.ask)
  const profile = await theRest(flags, nodeBalancer, configs, io.ask)
  const text = newProfileText(profile)
  parseProfile(text, { path: flags.out })
  io.write(flags.out, text)
  const report = { path: flags.out, fleet: profile.name, nodeBalancer: nodeBalancer.id }
  printReport(io, flags, report, { json: initJson, lines: initLines })
  return 0
}

/** Before anything is asked, of a person or of the account. */
function refuseEarly(flags: InitFlags, io: Io): void {
  if (io.files.read(flags.out) !== null)
    throw new UsageError(`${flags.out} is there already: give another file with --out`)
  if (io.ask !== null) return
  const given = { '--name': flags.name, '--nodebalancer': flags.nodebalancer, '--config': flags.configs[0] }
  const missing = Object.entries(given).flatMap(([flag, value]) => (value === undefined ? [flag] : []))
  if (missing.length > 0)
    throw new UsageError(`nobody can be asked here, since this is no terminal: give ${missing.join(', ')}`)
}

async function offersOf({ verbose }: InitFlags, io: Io): Promise<readonly OfferedNodeBalancer[]> {
  const cli = readLinodeCliConfig(io.env, io.files)
  const { token } = findToken({ env: io.env, files: io.files, tokenFile: null, cli })
  const base = apiBase(io.env, cli)
  const told = verbose ? { onRequest: (line: string): void => logLine(io, line) } : {}
  const account = await io.account({
    baseUrl: base.url,
    everythingBeta: base.version?.name === 'v4beta',
    token,
    way: wayToApi(io, base.url),
    patience: io.patience,
    ...told,
  })
  return allHarmless(await account.nodeBalancers())
}

/** What has a default: asked of a person, who may just press Enter. */
async function theRest(
  flags: InitFlags,
  { id, region }: OfferedNodeBalancer,
  configs: NewProfile['configs'],
  ask: Io['ask'],
): Promise<NewProfile> {
  const or = async (given: string | undefined, question: string, usual: string): Promise<string> => {
    if (given !== undefined) return given
    return (ask === null ? '' : (await ask(`${question} [${usual}]: `)).trim()) || usual
  }
  const name = await or(flags.name, 'Name of the fleet', 'web')
  const type = await or(flags.type, 'Type of its instances', 'g6-nanode-1')
  const image = await or(flags.image, 'Image', 'linode/debian12')
  const users =
    flags.users.length > 0
      ? flags.users
      : (await or(undefined, 'Users whose SSH keys may log in', 'none')).split(/[\s,]+/)
  const min = await or(flags.min, 'At least so many members', '2')
  const max = await or(flags.max, 'At most so many members', '4')
  return {
    name,
    type,
    image,
    region,
    configs,
    nodeBalancer: id,
    users: users.filter((user) => user !== 'none'),
    min: whole('--min', min),
    max: whole('--max', max),
  }
}

function whole(flag: string, text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new UsageError(`${flag} ${text}: give a whole number`)
}
