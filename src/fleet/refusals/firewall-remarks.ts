import { backendKind } from '../model/backend-kind.ts'
import type { Firewall, FirewallRule, Fleet } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'

/** Where NodeBalancers speak to private addresses from. */
const NODEBALANCERS = '192.168.255.0/24'

/** Whether the instances' firewall lets the NodeBalancers in: a warning, since rules change and a firewall may be meant so. */
export function firewallRemarks(fleet: Fleet, policy: Policy): readonly string[] {
  const { firewall } = fleet.surroundings
  if (firewall === null) return []
  const ports = [...new Set(policy.attachments.map((at) => at.port))]
  return [...new Set(sourcesOf(fleet, policy))].flatMap((source) => {
    const shut = ports.filter((port) => !admits(firewall, source, port))
    return shut.length === 0
      ? []
      : [`firewall ${firewall.id} does not admit the NodeBalancer (${source}) on port ${shut.join(', ')}`]
  })
}

function sourcesOf(fleet: Fleet, policy: Policy): readonly string[] {
  const kind = backendKind(policy.backend, fleet.nodeBalancers)
  if (kind === 'private-ipv4') return [NODEBALANCERS]
  if (kind === 'public-ipv6') return []
  const { subnets } = fleet.surroundings
  return (subnets ?? []).flatMap((s) => (s.id === policy.backend.subnet && s.range !== null ? [s.range] : []))
}

/** The first rule that speaks of the whole source decides, else the policy. */
function admits(firewall: Firewall, source: string, port: number): boolean {
  const rule = firewall.rules.find(
    (r) => r.protocol === 'TCP' && covers(r.ports, port) && r.ipv4.some((range) => contains(range, source)),
  )
  return (rule?.action ?? firewall.policy) === 'ACCEPT'
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
