/** What a new profile is made of. */
export interface NewProfile {
  readonly name: string
  readonly region: string
  readonly type: string
  readonly image: string
  readonly users: readonly string[]
  readonly nodeBalancer: number
  /** Each with the port that the members listen on. */
  readonly configs: readonly { readonly id: number; readonly port: number }[]
  readonly min: number
  readonly max: number
}

/** A commented profile, as a person would write it: what was chosen, and the defaults of everything else. */
export function newProfileText(it: NewProfile): string {
  const users =
    it.users.length === 0
      ? '# authorized_users: [alice] # whose SSH keys may log in'
      : `authorized_users: ${list(it.users)} # whose SSH keys may log in`
  return `# A fleet called ${it.name}: members are labelled ${it.name}-1, ${it.name}-2, ...
name: ${text(it.name)}

# What a new member is, under the field names of the Linode API.
instance:
  region: ${text(it.region)} # the NodeBalancer's region
  type: ${text(it.type)}
  image: ${text(it.image)}
  tags: [autoscale] # yours, for Prometheus and billing; the fleet tag is added to them
  ${users}
  # firewall_id: 4242 # must admit 192.168.255.0/24, where NodeBalancers come from
  # stackscript_id: 10079 # what is installed on it; or:
  # metadata: { user_data_file: cloud-init.yaml }

# Every member is attached to every config, on the port that it listens on.
nodebalancer:
  id: ${it.nodeBalancer}
  configs:
${it.configs.map(({ id, port }) => `    - { id: ${id}, port: ${port} }`).join('\n')}

size: { min: ${it.min}, max: ${it.max} } # members; a run never leaves these bounds

scale_out:
  step: 1 # members added by one run
  cooldown: 5m # after a creation, no other is started for so long
  healthy_within: 10m # how long a new member may take until it is in service

scale_in:
  step: 1
  cooldown: 15m # after a creation or a deletion
  drain: 60s # a leaving member gets no new connections and keeps the open ones for so long
  victim: newest # or oldest, or billing-hour: whose paid hour ends soonest
  # protect_tag: keep # a member with this tag is never removed

# load: { high: 0.7, high_for: 5m, low: 0.3, low_for: 10m } # what monitoring asks for more or fewer members at
# prometheus: { url: "http://127.0.0.1:9090" }
# token_file: /etc/linode-autoscale/token # readable by you alone; $LINODE_TOKEN comes first
`
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
