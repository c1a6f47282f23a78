import { backendKind } from '../model/backend-kind.ts'
import type { Firewall, FirewallRule, Fleet } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'

/** Where NodeBalancers speak to private addresses from. */
const NODEBALANCERS = '192.168.255.0/24'

type Verdict = 'admits' | 'drops' | 'unknown'

/** Whether the instances' firewall lets the NodeBalancers in: a warning, since rules change and a firewall may be meant so. */
export function firewallRemarks(fleet: Fleet, policy: Policy): readonly string[] {
  return portsThat('drops', fleet, policy).map(
    ({ id, source, ports }) =>
      `firewall ${id} does not admit the NodeBalancer (${source}) on port ${ports.join(', ')}`,
  )
}

/** Where nobody can tell whether it does: rule sets and prefix lists are kept elsewhere. */
export function firewallDoubts(fleet: Fleet, policy: Policy): readonly string[] {
  return portsThat('unknown', fleet, policy).map(
    ({ id, source, ports }) =>
      `whether firewall ${id} admits the NodeBalancer (${source}) on port ${ports.join(', ')} is not known: it goes by a rule set or a prefix list`,
  )
}

interface Ports {
  readonly id: number
  readonly source: string
  readonly ports: readonly number[]
}

function portsThat(verdict: Verdict, fleet: Fleet, policy: Policy): readonly Ports[] {
  const { firewall } = fleet.surroundings
  if (firewall === null) return []
  const all = [...new Set(policy.attachments.map((at) => at.port))]
  return [...new Set(sourcesOf(fleet, policy))]
    .map((source) => ({
      id: firewall.id,
      source,
      ports: all.filter((port) => verdictOf(firewall, firewall.rules, { source, port }) === verdict),
    }))
    .filter(({ ports }) => ports.length > 0)
}

function sourcesOf(fleet: Fleet, policy: Policy): readonly string[] {
  const kind = backendKind(policy.backend, fleet.nodeBalancers)
  if (kind === 'private-ipv4') return [NODEBALANCERS]
  if (kind === 'public-ipv6') return []
  const { subnets } = fleet.surroundings
  return (subnets ?? []).flatMap((s) => (s.id === policy.backend.subnet && s.range !== null ? [s.range] : []))
}

interface Asked {
  readonly source: string
  readonly port: number
}

/** The first rule that speaks of the whole source decides, else the policy; what is kept elsewhere may decide before. */
function verdictOf(firewall: Firewall, rules: readonly FirewallRule[], asked: Asked): Verdict {
  const [rule, ...rest] = rules
  if (rule === undefined) return firewall.policy === 'ACCEPT' ? 'admits' : 'drops'
  const after = (): Verdict => verdictOf(firewall, rest, asked)
  if (rule.ruleSet !== undefined) return 'unknown'
  if (!/^(?:TCP|ALL)$/.test(rule.protocol) || !covers(rule.ports, asked.port)) return after()
  const own = rule.action === 'ACCEPT' ? 'admits' : 'drops'
  if (rule.ipv4.some((range) => contains(range, asked.source))) return own
  const isListed = rule.ipv4.some((range) => range.startsWith('pl:'))
  const otherwise = after()
  return isListed && otherwise !== own ? 'unknown' : otherwise
}

function covers(ports: FirewallRule['ports'], port: number): boolean {
  if (ports === null || ports.trim() === '') return true
  return ports.split(',').some((part) => {
    const [from = 0, to = from] = part.split('-').map(Number)
    return from <= port && port <= to
  })
}

function contains(range: string, source: string): boolean {
  const [outer, inner] = [parseRange(range), parseRange(source)]
  if (outer === null || inner === null || outer.bits > inner.bits) return false
  const mask = outer.bits === 0 ? 0 : (-1 << (32 - outer.bits)) >>> 0
  return (outer.first & mask) >>> 0 === (inner.first & mask) >>> 0
}

function parseRange(text: string): { readonly first: number; readonly bits: number } | null {
  const [, host = '', bits = '32'] = /^([\d.]+)(?:\/(\d+))?$/.exec(text) ?? []
  const parts = host.split('.').map(Number)
  if (parts.length !== 4 || parts.some((p) => !(p >= 0 && p <= 255)) || Number(bits) > 32) return null
  return { first: parts.reduce((sum, p) => sum * 256 + p, 0), bits: Number(bits) }
}
