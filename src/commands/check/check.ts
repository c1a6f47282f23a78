import type { Account } from '../../account/account.ts'
import { observeFleet } from '../../apply/run.ts'
import { checkAccount, type AccountFacts } from '../../check/check-account.ts'
import type { ChainContext } from '../../check/chain/chain-context.ts'
import { CHAIN_FILES, type ChainFile } from '../../check/chain/chain-file.ts'
import { checkElsewhere } from '../../check/check-elsewhere.ts'
import { checkFacts } from '../../check/check-facts.ts'
import type { CheckItem } from '../../check/check-item.ts'
import { checkProfile } from '../../check/check-profile.ts'
import { UsageError } from '../../errors.ts'
import type { Fleet } from '../../fleet/model/fleet.ts'
import type { InstanceSpec } from '../../fleet/model/instance-spec.ts'
import type { Io } from '../../io.ts'
import { checkJson, checkLines } from '../../render/check-lines.ts'
import { eachFleet } from '../../opening/each-fleet.ts'
import { findElsewhere } from '../../opening/find-elsewhere.ts'
import { openFleet, readProfile, type FleetFlags, type OpenFleet } from '../../opening/open-fleet.ts'
import { pricesOf } from '../../opening/prices-of.ts'
import { policyToSee } from '../../opening/policy-with-spec.ts'
import { stopHere } from '../../telling/or-stopped.ts'
import { readFacts } from '../../opening/read-facts.ts'
import { printReport } from '../../telling/print-report.ts'

/** What `check` takes: files of the chain to look through, beside the profile and the account. */
export interface CheckFlags extends FleetFlags {
  readonly prometheus?: string
  readonly rules?: string
  readonly alertmanager?: string
  readonly executor?: string
  /** What a rehearsal has kept. */
  readonly facts?: string
  /** Every NodeBalancer that the token sees is looked through for what the fleet has left there. */
  readonly everywhere?: boolean
}

/** `check`: everything a scale-out needs, before the night it is needed; writes nothing. Resolves to 1 when something would fail. */
export async function check(flags: CheckFlags, io: Io): Promise<number> {
  return await eachFleet(
    { command: 'check', flags, io },
    async (turn, own) => await checkFleet({ ...flags, ...turn }, own),
  )
}

async function checkFleet(flags: CheckFlags, io: Io): Promise<number> {
  const files = chainFiles(flags, io)
  const rehearsed = flags.facts === undefined ? null : readFacts(flags.facts, io.files)
  const open = await openFleet(io, flags, readProfile(io, flags))
  const { profile, policy } = open
  const [{ fleet }, account] = await Promise.all([observeFleet(open, true), accountOf(open)])
  const everywhere = flags.everywhere === true
  const [facts, beyond, known, prices] = await Promise.all([
    factsOf(account, open.instance, fleet),
    findElsewhere(open.cloud, fleet, { policy, everywhere }),
    policyToSee({ ...open, account: async () => await Promise.resolve(account) }, fleet),
    pricesOf(open, fleet),
  ])
  stopHere(io)
  const items = [
    ...checkAccount(fleet, known, { ...facts, ...prices }),
    checkElsewhere({ ...beyond, everywhere }),
    ...checkProfile({ ...profile, hasUserData: open.instance.userData !== undefined }),
    ...checkFacts(rehearsed, policy),
    ...(await chainItems(files, open, io)),
  ]
  const report = { fleet: policy.name, items }
  printReport(io, flags, report, { json: checkJson, lines: checkLines })
  return items.some((i) => i.verdict === 'failure') ? 1 : 0
}

/** The account, asked once for what two parts of the check go by. */
async function accountOf(open: OpenFleet): Promise<Account> {
  const account = await open.account()
  const planned = account.maintenance()
  return { ...account, maintenance: async () => await planned }
}

function chainFiles(flags: CheckFlags, io: Io): readonly ChainFile[] {
  const given = CHAIN_FILES.flatMap((name) => {
    const path = flags[name]
    return path === undefined ? [] : [{ name, path, text: io.files.read(path) }]
  })
  const lost = given.flatMap(({ name, path, text }) => (text === null ? [`--${name} ${path}`] : []))
  if (lost.length > 0) throw new UsageError(`${lost.join(', ')}: there is no such file`)
  return given.map((file) => ({ ...file, text: file.text ?? '' }))
}

/** The parsers are loaded for those who name a file. */
async function chainItems(
  files: readonly ChainFile[],
  { profile, policy, instance }: OpenFleet,
  io: Io,
): Promise<readonly CheckItem[]> {
  if (files.length === 0) return []
  const { checkChain } = await import('../../check/chain/check-chain.ts')
  const highFor = profile.load?.highFor ?? null
  return checkChain(files, { policy, tags: instance.tags, highFor, host: hostOf(files, io) })
}

const LARGEST_SCRIPT = 65_536

/** A file below /etc is this host's own, and so are the programs that it names; of another nothing is known. */
function hostOf(files: readonly ChainFile[], io: Io): ChainContext['host'] {
  const isHere = files.some(({ name, path }) => name === 'executor' && path.startsWith('/etc/'))
  const read = (path: string): string | null => {
    try {
      return io.files.read(path)
    } catch {
      return null
    }
  }
  return {
    exists: (path) => !isHere || io.files.facts(path) !== null,
    script: (path) => {
      const text = path.startsWith('/') ? read(path) : null
      return text !== null && text.startsWith('#!') && text.length < LARGEST_SCRIPT ? text : null
    },
  }
}

/** More foreign backends than these are looked up by nobody: the list would be read, not the finding. */
const LOOKED_UP = 10

async function factsOf(account: Account, instance: InstanceSpec, fleet: Fleet): Promise<AccountFacts> {
  const { firewall_id: firewall, stackscript_id: stackscript } = instance.fields
  const foreign = [...new Set(fleet.foreign.map((b) => b.label))].slice(0, LOOKED_UP)
  const wanted = [instance.type, ...instance.otherTypes]
  const asked = {
    grants: account.grants(),
    soldOut: account.soldOut(instance.region, wanted),
    maintenance: account.maintenance(),
  }
  const [types, image, firewallFound, stackscriptFound, networkHelper, tokenExpiry, tags] = await Promise.all(
    [
      Promise.all(wanted.map(async (id) => ({ id, found: await account.hasType(id) }))),
      account.hasImage(instance.image),
      typeof firewall === 'number'
        ? account.hasFirewall(firewall).then((found) => ({ id: firewall, found }))
        : null,
      typeof stackscript === 'number'
        ? account.hasStackScript(stackscript).then((found) => ({ id: stackscript, found }))
        : null,
      account.networkHelper(),
      account.tokenExpiry(),
      Promise.all(foreign.map(async (label) => ({ label, tags: await account.fleetTagsOf(label) }))),
    ],
  )
  const otherFleets = tags.flatMap(({ label, tags: found }) =>
    found.kind === 'known' ? found.value.map((tag) => ({ label, tag })) : [],
  )
  const imageFound = { id: instance.image, found: image }
  return {
    types,
    image: imageFound,
    firewall: firewallFound,
    stackscript: stackscriptFound,
    networkHelper,
    tokenExpiry,
    otherFleets,
    grants: await asked.grants,
    soldOut: await asked.soldOut,
    maintenance: await asked.maintenance,
  }
}
