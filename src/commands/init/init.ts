import type { Account, OfferedNodeBalancer } from '../../account/account.ts'
import { UsageError } from '../../errors.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { newProfileText, type NewProfile } from '../../profile/new-profile.ts'
import { parseProfile } from '../../profile/parse-profile.ts'
import { initJson, initLines, type InitReport } from '../../render/init-lines.ts'
import { installedFile } from '../../opening/installed-file.ts'
import { personAt, type Person } from '../../telling/person-at.ts'
import { printReport } from '../../telling/print-report.ts'
import { askConsent } from './ask-consent.ts'
import { openAccount } from './open-account.ts'
import { answerTo } from './question.ts'
import * as questions from './questions.ts'
import { missingFlags, refuseMissing } from './refuse-missing.ts'

/** What `init` takes: everything it would ask otherwise. */
export interface InitFlags {
  readonly name?: string
  readonly nodebalancer?: string
  /** `<id>` or `<id>:<port of the members>`. */
  readonly configs: readonly string[]
  readonly type?: string
  readonly image?: string
  readonly users: readonly string[]
  /** An id, or `none`. */
  readonly firewall?: string
  readonly min?: string
  readonly max?: string
  readonly out: string
  /** Asks nothing and takes what is usual. */
  readonly yes: boolean
  /** Shows the profile instead of writing it. */
  readonly dryRun: boolean
  readonly json: boolean
  readonly verbose: boolean
}

/** `init`: writes a commented profile for a NodeBalancer of the account, once it was shown. Never overwrites. Resolves to the exit code. */
export async function init(flags: InitFlags, io: Io): Promise<number> {
  if (!flags.dryRun && io.files.facts(flags.out) !== null)
    throw new UsageError(`${flags.out} is there already: give another file with --out`)
  const person = flags.yes ? null : personAt(io, flags)
  if (person === null && missingFlags(flags).length > 0) await refuseMissing(flags, io)
  const account = await openAccount(flags, io)
  const { profile, nodeBalancer, type } = await ask(flags, account, person)
  const text = newProfileText({ ...profile, schema: installedFile(io, 'docs/profile.schema.json') })
  parseProfile(text, { path: flags.out })
  const { out: path, dryRun } = flags
  const report = {
    path,
    profile,
    text: text.split('\n'),
    nodeBalancer: nodeBalancer.label,
    type,
    dryRun,
  }
  if (!dryRun) await write(report, person, io)
  tell(io, flags, report)
  return 0
}

interface Asked {
  readonly profile: NewProfile
  readonly nodeBalancer: OfferedNodeBalancer
  readonly type: InitReport['type']
}

async function ask(flags: InitFlags, account: Account, person: Person | null): Promise<Asked> {
  const offers = allHarmless(await account.nodeBalancers())
  if (offers.length === 0)
    throw new UsageError('the account has no NodeBalancer that this token may see: create one first')
  const nodeBalancer = await answerTo(questions.nodeBalancerQuestion(offers), flags.nodebalancer, person)
  const { id, region } = nodeBalancer
  if (nodeBalancer.configs.length === 0)
    throw new UsageError(`NodeBalancer ${id} has no config: create one first`)
  const configs = await answerTo(questions.configsQuestion(nodeBalancer), listed(flags.configs), person)
  const name = await answerTo(questions.nameQuestion, flags.name, person)
  const there = allHarmless(await account.offers(region))
  const type = await answerTo(questions.typeQuestion(there), flags.type, person)
  const image = await answerTo(questions.imageQuestion(there), flags.image, person)
  const users = await answerTo(questions.usersQuestion(there), listed(flags.users), person)
  const firewall = await answerTo(questions.firewallQuestion(there), flags.firewall, person)
  const min = await answerTo(questions.minQuestion, flags.min, person)
  const max = await answerTo(questions.maxQuestion(min), flags.max, person)
  const profile = { name, type, image, region, configs, nodeBalancer: id, users, firewall, min, max }
  const types = there.types.kind === 'known' ? there.types.value : []
  return { profile, nodeBalancer, type: types.find((each) => each.id === type) ?? null }
}

function listed(given: readonly string[]): string | undefined {
  return given.length === 0 ? undefined : given.join(' ')
}

async function write(report: InitReport, person: Person | null, io: Io): Promise<void> {
  if (person !== null) await askConsent(report, person)
  io.write(report.path, report.text.join('\n'))
}

function tell(io: Io, flags: InitFlags, report: InitReport): void {
  if (report.dryRun && !flags.json) io.out(report.text.join('\n'))
  else printReport(io, flags, report, { json: initJson, lines: initLines })
}
