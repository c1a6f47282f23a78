import type { Known } from '../account/account.ts'
import { accountProblems } from '../fleet/refusals/account-problems.ts'
import { firewallDoubts, firewallRemarks } from '../fleet/refusals/firewall-remarks.ts'
import { checkFleet, type FleetFacts } from './check-fleet.ts'
import type { Fleet, Instant } from '../fleet/model/fleet.ts'
import { when } from '../fleet/model/when.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { checkLabels } from './check-labels.ts'
import { failure, ok, warning, type CheckItem, type CheckName } from './check-item.ts'

/** What a preflight has asked of the account; null for what the profile does not name. */
export interface AccountFacts extends FleetFacts {
  readonly image: { readonly id: string; readonly found: Known<boolean> }
  readonly firewall: { readonly id: number; readonly found: Known<boolean> } | null
  readonly stackscript: { readonly id: number; readonly found: Known<boolean> } | null
  readonly networkHelper: Known<boolean>
  readonly tokenExpiry: Known<Instant | null>
  /** Labels of foreign backends whose instance carries the tag of another fleet. */
  readonly otherFleets: readonly { readonly label: string; readonly tag: string }[]
}

const NEEDED = [
  ['linodes:read_write', 'no instance can be created or deleted'],
  ['nodebalancers:read_write', 'nothing can be attached, drained or detached'],
  ['events:read_only', 'scale-in is refused, since nobody could tell what was deleted a minute ago'],
] as const
const SHOWN = 5
const OPTIONAL = /^(?:account|images|firewall|ips|vpc|stackscripts):read_only$/
const SOON = 14 * 86_400_000
/** The label that the well-known guide gives. */
const GUIDE = /^nginx-[0-9a-f]{8}-[0-9a-f-]+$/

/** What the account says to a profile. */
export function checkAccount(fleet: Fleet, policy: Policy, facts: AccountFacts): readonly CheckItem[] {
  return [
    checkScopes(fleet),
    checkExpiry(facts.tokenExpiry, fleet.observedAt),
    ...checkNodeBalancer(fleet, policy),
    ...facts.types.map(({ id, found }) => presence('type', `type ${id}`, found, 'correct instance.type')),
    presence('image', `image ${facts.image.id}`, facts.image.found, 'correct instance.image'),
    ...checkFirewall(fleet, policy, facts.firewall),
    ...(facts.stackscript === null
      ? []
      : [
          presence(
            'stackscript',
            `StackScript ${facts.stackscript.id}`,
            facts.stackscript.found,
            'correct instance.stackscript_id',
          ),
        ]),
    checkHealthChecks(fleet),
    checkPorts(fleet, policy),
    checkNetworkHelper(facts.networkHelper),
    ...checkBackends(fleet, policy, facts),
    ...checkFleet(fleet, policy, facts),
  ]
}

function checkScopes({ scopes }: Fleet): CheckItem {
  if (scopes === null)
    return warning(
      'token-scopes',
      'the token may do everything',
      'create one with linodes:read_write, nodebalancers:read_write and events:read_only',
    )
  const has = (scope: string): boolean => {
    const [area = '', right = ''] = scope.split(':')
    const strong = scopes.includes(`${area}:read_write`) || scopes.includes(`${area}:*`)
    return strong || (right === 'read_only' && scopes.includes(scope))
  }
  const lacking = NEEDED.filter(([scope]) => !has(scope))
  if (lacking.length > 0)
    return failure(
      'token-scopes',
      lacking.map(([scope, breaks]) => `${scope} is missing: ${breaks}`).join('; '),
      'create a token with linodes:read_write, nodebalancers:read_write and events:read_only',
    )
  const broader = scopes.filter((s) => !NEEDED.some(([needed]) => needed === s) && !OPTIONAL.test(s))
  return broader.length === 0
    ? ok('token-scopes', scopes.join(' '))
    : warning(
        'token-scopes',
        `the token may do more than is needed: ${broader.join(' ')}`,
        'create one without',
      )
}

function checkExpiry(expiry: Known<Instant | null>, now: Instant): CheckItem {
  if (expiry.kind === 'unknown') return ok('token-expiry', `not known: ${expiry.why}`)
  if (expiry.value === null) return ok('token-expiry', 'never')
  const left = expiry.value - now
  const end = when(expiry.value, now)
  if (left > SOON) return ok('token-expiry', end)
  return warning('token-expiry', `the token ends at ${end}`, 'create a new one before that')
}

function checkNodeBalancer(fleet: Fleet, policy: Policy): readonly CheckItem[] {
  const problems = accountProblems(fleet, policy).filter((p) => p.code !== 'blind')
  if (problems.length > 0) return problems.map((p) => failure('nodebalancer', p.message, p.remedy))
  const names = fleet.nodeBalancers.map((nb) => `${nb.id} (${nb.type}, ${nb.region})`)
  return [ok('nodebalancer', names.join(', '))]
}

function presence(name: CheckName, what: string, found: Known<boolean>, remedy: string): CheckItem {
  if (found.kind === 'unknown') return ok(name, `${what}: not known: ${found.why}`)
  return found.value ? ok(name, what) : failure(name, `${what} does not exist`, remedy)
}

function checkFirewall(
  fleet: Fleet,
  policy: Policy,
  firewall: AccountFacts['firewall'],
): readonly CheckItem[] {
  if (firewall === null)
    return [
      warning(
        'firewall',
        'new members have no firewall',
        'set instance.firewall_id, admitting the NodeBalancer',
      ),
    ]
  const there = presence(
    'firewall',
    `firewall ${firewall.id}`,
    firewall.found,
    'correct instance.firewall_id',
  )
  const remarks = firewallRemarks(fleet, policy)
  const doubts = firewallDoubts(fleet, policy)
  if (there.verdict === 'ok' && remarks.length === 0 && doubts.length > 0)
    return doubts.map((doubt) => ok('firewall', doubt))
  if (there.verdict !== 'ok' || remarks.length === 0) return [there]
  return remarks.map((remark) => failure('firewall', remark, 'add an inbound rule for it'))
}

function checkHealthChecks({ configs, missing }: Fleet): CheckItem {
  const blind = configs.filter((c) => !c.checked).map((c) => `${c.id}`)
  if (configs.length === 0) return ok('health-check', 'not known: no config of the profile was found')
  if (blind.length === 0)
    return ok('health-check', `every config${missing.length === 0 ? '' : ' that was found'} has one`)
  return warning(
    'health-check',
    `config ${blind.join(', ')} has check none: every backend node in accept counts as in service`,
    'set an http check with a path that tells whether the app works',
  )
}

function checkPorts({ foreign, members, configs }: Fleet, { attachments }: Policy): CheckItem {
  const found = attachments.filter((at) => configs.some(({ id }) => id === at.config))
  const odd = found.flatMap(({ config, port }) => {
    const there = [...foreign, ...members.flatMap((m) => m.former)]
      .filter((b) => b.config === config)
      .map((b) => b.address.slice(b.address.lastIndexOf(':') + 1))
    return there.length > 0 && !there.includes(`${port}`)
      ? [
          `config ${config} has backend nodes on port ${[...new Set(there)].join(', ')}, and the profile attaches port ${port}`,
        ]
      : []
  })
  if (found.length === 0) return ok('ports', 'not known: no config of the profile was found')
  if (odd.length === 0) return ok('ports', found.map((at) => `${at.config}: ${at.port}`).join(', '))
  return warning('ports', odd.join('; '), 'correct the port in nodebalancer.configs, if it is not meant so')
}

function checkNetworkHelper(helper: Known<boolean>): CheckItem {
  if (helper.kind === 'unknown') return ok('network-helper', `not known: ${helper.why}`)
  if (helper.value) return ok('network-helper', 'on')
  return warning(
    'network-helper',
    'the account’s network helper is off: new members do not configure their private address by themselves',
    'turn it on in the account settings, or let the image or user data do it',
  )
}

function checkBackends(fleet: Fleet, policy: Policy, facts: AccountFacts): readonly CheckItem[] {
  const blind = accountProblems(fleet, policy).filter((p) => p.code === 'blind')
  if (blind.length > 0) return blind.map((p) => failure('backends', p.message, p.remedy))
  const otherFleets = facts.otherFleets.filter(({ tag }) => tag !== policy.fleetTag)
  const ours = fleet.members.reduce((sum, m) => sum + m.backends.length, 0)
  const guide = labelsOf(fleet.foreign.filter((b) => GUIDE.test(b.label)))
  const warnings = [
    ...checkLabels(fleet),
    ...otherFleets.map(({ label, tag }) =>
      warning(
        'backends',
        `${label} behind this NodeBalancer carries ${tag}, another fleet’s tag`,
        'two fleets should not share a config',
      ),
    ),
    ...(guide.length === 0
      ? []
      : [
          warning(
            'backends',
            `${guide.join(', ')} come from the guide’s script: foreign, and never removed`,
            `make members of them: linode-autoscale adopt ${guide.join(' ')}`,
          ),
        ]),
  ]
  if (warnings.length > 0) return warnings
  const labels = labelsOf(fleet.foreign)
  const names = labels.slice(0, SHOWN)
  const foreign = names.length === 0 ? '' : ` (${names.join(', ')}${labels.length > SHOWN ? ', ...' : ''})`
  return [
    ok(
      'backends',
      `${ours} ours, ${fleet.foreign.length} foreign${foreign}, ${fleet.leftovers.length + fleet.doubts.length} left over`,
    ),
  ]
}

/** Each once: a backend has a node on every config. */
function labelsOf(backends: readonly { readonly label: string }[]): readonly string[] {
  return [...new Set(backends.map(({ label }) => label))]
}
