import type { ChainContext } from '../chain-context.ts'
import { doubtful, wrong, type Finding } from '../finding.ts'
import type { Labels } from '../label-match.ts'
import type { Job } from './prometheus-file.ts'
import { relabelled, type Relabel } from './relabel.ts'

const ADDRESS = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d+)$/i

/** What linode_sd tells of a Linode, as far as relabelling may go by it. */
function target(tags: readonly string[], more: Readonly<Record<string, string>> = {}): Labels {
  return new Map(
    Object.entries({
      __address__: '192.0.2.10:80',
      __meta_linode_instance_label: 'web-1',
      __meta_linode_instance_id: '1',
      __meta_linode_tags: tags.length === 0 ? '' : `,${tags.join(',')},`,
      __meta_linode_status: 'running',
      __meta_linode_private_ipv4: '192.168.128.4',
      __meta_linode_public_ipv4: '192.0.2.10',
      __meta_linode_public_ipv6: '2600:3c03::1',
      __meta_linode_region: 'us-east',
      __meta_linode_type: 'g6-nanode-1',
      ...more,
    }),
  )
}

const NO_ADDRESSES = {
  __meta_linode_private_ipv4: '',
  __meta_linode_public_ipv4: '',
  __meta_linode_public_ipv6: '',
}

/** What is wrong with the discovery of one job: what becomes of a member, of one without an address, of one that boots, of a stranger. */
export function judgeDiscovery(job: Job, { policy, tags }: ChainContext): readonly Finding[] {
  const member = (more: Readonly<Record<string, string>> = {}): ReturnType<typeof relabelled> =>
    relabelled(job.relabel, target(tags, { __meta_linode_region: policy.region, ...more }))
  const here = member()
  if (here.labels === null) return isOthers(job, policy.fleetTag) ? [] : [dropped(here.droppedBy, job, tags)]
  return [
    ...judgeAddress(here.labels, job),
    ...judgeEmpty(member(NO_ADDRESSES).labels, job),
    ...judgeBooting(member({ __meta_linode_status: 'booting' }), job),
    ...judgeStrangers(job, policy.fleetTag),
  ]
}

/** A job of another fleet is looked at with that fleet's profile. */
function isOthers({ relabel }: Job, fleetTag: string): boolean {
  return relabel.some(
    ({ regex, sources }) =>
      sources.includes('__meta_linode_tags') && /fleet:/.test(regex) && !regex.includes(fleetTag),
  )
}

function dropped(step: Relabel | null, job: Job, tags: readonly string[]): Finding {
  return wrong(
    step?.line ?? job.line,
    `${step?.action ?? 'keep'} ${step?.regex ?? ''} leaves no member over, whose tags are ${tags.join(', ')}: none is measured`,
    `regex: '.*,${tags.at(-1) ?? ''},.*'`,
  )
}

function addressStep({ relabel, line }: Job): number {
  return relabel.findLast(({ target: label }) => label === '__address__')?.line ?? line
}

function judgeAddress(labels: Labels, job: Job): readonly Finding[] {
  const address = labels.get('__address__') ?? ''
  const line = addressStep(job)
  if (!ADDRESS.test(address)) {
    const why = /:.*:/.test(address)
      ? 'an IPv6 address without brackets, whose port nobody can tell'
      : 'no address with a port'
    return [
      wrong(
        line,
        `a member is asked at ${address}, ${why}`,
        "replacement: '[$1]:9100' for IPv6, '$1:9100' else",
      ),
    ]
  }
  return address.endsWith(':80')
    ? [
        doubtful(
          line,
          'members are asked at port 80, where no node_exporter is',
          "target_label: __address__ with replacement: '$1:9100'",
        ),
      ]
    : []
}

function judgeEmpty(labels: Labels | null, job: Job): readonly Finding[] {
  const address = labels?.get('__address__') ?? ''
  return labels === null || !/^(?:\[\])?:\d+$/.test(address)
    ? []
    : [
        wrong(
          addressStep(job),
          `a member whose address is empty is asked at ${address}, which is this very host: Prometheus measures itself under the member’s name`,
          "before it: regex: '.+', action: keep, of the same source label",
        ),
      ]
}

function judgeBooting(
  { labels, droppedBy }: ReturnType<typeof relabelled>,
  { line }: Job,
): readonly Finding[] {
  return labels !== null
    ? []
    : [
        doubtful(
          droppedBy?.line ?? line,
          'a member that boots is not expected yet: low load is judged by those that answer already, and one is removed while another comes',
          'do not choose by __meta_linode_status',
        ),
      ]
}

function judgeStrangers(job: Job, fleetTag: string): readonly Finding[] {
  const label = { __meta_linode_instance_label: 'db-1' }
  if (relabelled(job.relabel, target([], label)).labels !== null)
    return [
      wrong(
        job.line,
        'every Linode of the account counts as a member',
        `keep by __meta_linode_tags, regex: '.*,${fleetTag},.*'`,
      ),
    ]
  return relabelled(job.relabel, target(['fleet:another:1'], label)).labels !== null
    ? [
        wrong(
          job.line,
          'the Linodes of other fleets count as members',
          `keep by __meta_linode_tags, regex: '.*,${fleetTag},.*'`,
        ),
      ]
    : []
}
