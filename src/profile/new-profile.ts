import { USUAL_DURATIONS } from '../fleet/model/load-policy.ts'

/** What a new profile is made of. */
export interface NewProfile {
  readonly name: string
  readonly region: string
  readonly type: string
  readonly image: string
  readonly users: readonly string[]
  /** Null for none. */
  readonly firewall: number | null
  readonly nodeBalancer: number
  /** Each with the port that the members listen on. */
  readonly configs: readonly { readonly id: number; readonly port: number }[]
  readonly min: number
  readonly max: number
  /** The schema that an editor checks it by; null for none. */
  readonly schema?: string | null
}

/** A commented profile, as a person would write it: what was chosen, and the defaults of everything else. */
export function newProfileText(it: NewProfile): string {
  const users =
    it.users.length === 0
      ? '# authorized_users: [alice] # whose SSH keys may log in'
      : `authorized_users: ${list(it.users)} # whose SSH keys may log in`
  const schema = (it.schema ?? null) === null ? '' : `# yaml-language-server: $schema=${it.schema}\n`
  return `${schema}# A fleet called ${it.name}:
# members are labelled ${it.name}-1 and so on
name: ${text(it.name)}

# What a new member is, as the Linode API names its fields.
instance:
  region: ${text(it.region)} # the NodeBalancer's region
  type: ${text(it.type)}
  image: ${text(it.image)}
  # Yours, for Prometheus and billing, beside the fleet tag:
  tags: [autoscale]
  ${users}
  # It must admit 192.168.255.0/24, the NodeBalancers' own:
  ${it.firewall === null ? '# firewall_id: 4242' : `firewall_id: ${it.firewall}`}
  # What is installed on it, by a StackScript or user data:
  # stackscript_id: 10079
  # metadata: { user_data_file: cloud-init.yaml }

# Every member is attached to every config, on the port that
# it listens on.
nodebalancer:
  id: ${it.nodeBalancer}
  configs:
${it.configs.map(({ id, port }) => `    - { id: ${id}, port: ${port} }`).join('\n')}

${sizeText(it)}

${SIZING}
# Readable by you alone; $LINODE_TOKEN comes first:
# token_file: /etc/linode-autoscale/token
`
}

const SIZING = `# The fleet is sized by its load: as many members as
# it takes to have each of them so busy.
load:
  target: 0.6
  window: ${USUAL_DURATIONS.window} # it shrinks to the most wanted within it
  warm_up: ${USUAL_DURATIONS.warmUp} # after its boot a member tells nothing yet
  # What is counted before the queue tells more than
  # processors do, which cannot be busier than busy:
  # signals:
  # - name: arrivals
  #   query: >-
  #     sum(rate(proxy_requests_total{fleet="$fleet"}[1m]))
  #   per_member: 300
# With the rules that linode-autoscale monitoring writes:
prometheus: { url: "http://127.0.0.1:9090" }

scale_out:
  healthy_within: 10m # by then a new member is in service

scale_in:
  # A leaving member gets no new connections, and keeps the
  # open ones for so long:
  drain: 60s
  # A begun hour is paid for: nobody is removed before its
  # end is near.
  paid_hour: keep
  victim: newest # or oldest, or billing-hour
  # protect_tag: keep # who has this tag is never removed
`

function sizeText({ min, max }: NewProfile): string {
  return `size: # members; a run never leaves these bounds
  min: ${min}
  max: ${max}
  # Times with higher bounds, min filled 3 minutes before:
  # schedule:
  #   - days: mon-fri
  #     from: "07:30"
  #     to: "19:00"
  #     timezone: Europe/Madrid
  #     min: 4
  #     lead: 3m
  # max_hourly: 0.05 # all members, in US dollars an hour`
}

/** JSON is YAML: what could mean something else in it is quoted. */
function text(value: string): string {
  return /^[a-z][\w./-]*$/i.test(value) && !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value)
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`
}
