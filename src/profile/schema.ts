import * as z from 'zod/mini'
import { milliseconds } from './duration.ts'

// The one source of what a profile may say: validation, and through z.toJSONSchema the editor's schema.

const said = <T extends z.ZodMiniType>(schema: T, text: string): T => schema.check(z.describe(text))
const whole = (from: number, to: number) =>
  z
    .int('expected a whole number')
    .check(z.gte(from, `must be at least ${from}`), z.lte(to, `must be at most ${to}`))
const text = (longest: number) =>
  z
    .string('expected text')
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(longest, `must have at most ${longest} characters`),
    )
const id = () => whole(1, Number.MAX_SAFE_INTEGER)

/** `90s`, `5m`, `1h`, `1h30m`. */
const DURATION = /^(?=\d)(\d+h)?(\d+m)?(\d+s)?$/
const duration = (what: string) =>
  said(
    z
      .string('write a duration, such as 90s, 5m or 1h')
      .check(z.regex(DURATION, { error: 'write a duration, such as 90s, 5m or 1h', abort: true })),
    what,
  )
const durationUpTo = (longest: '1h' | '24h', what: string) =>
  duration(`${what} At most ${longest}.`).check(
    z.refine((text) => milliseconds(text) <= milliseconds(longest), `must be at most ${longest}`),
  )
const ratio = (what: string) =>
  said(
    z.number('expected a number from 0 to 1').check(z.gt(0, 'must be above 0'), z.lt(1, 'must be below 1')),
    what,
  )

const tags = z.array(text(50), 'expected a list of tags')
const texts = (what: string) => z.optional(said(z.array(text(1000), 'expected a list'), what))

const flag = () => z.boolean('expected true or false')

const PLAIN = 'expected text, a number, true or false'
const FROM_ENV = z.strictObject({
  env: said(
    z
      .string('expected the name of an environment variable')
      .check(z.regex(/^\w+$/, 'expected the name of an environment variable')),
    'The environment variable that has the value; it is never printed.',
  ),
})

const ONE_TYPE = text(64)
const type = z.union([
  ONE_TYPE,
  z.array(text(64), 'expected a type, or a list of types').check(z.minLength(1, 'name at least one type')),
])

/** `instance:`, sent to POST /linode/instances under the API's own field names. */
export const instanceSchema = z.strictObject({
  region: z.optional(said(text(64), "The region of new instances; it must be the NodeBalancer's.")),
  type: z.optional(
    said(
      type,
      'The type (plan) of new instances, such as g6-nanode-1; or a list, tried in order while the region has no capacity.',
    ),
  ),
  image: z.optional(said(text(128), 'The image of new instances, such as linode/debian12 or private/123.')),
  tags: z.optional(said(tags, 'Your own tags, for Prometheus and billing; the fleet tag is added to them.')),
  authorized_users: texts('Users of the account whose SSH keys may log in as root.'),
  authorized_keys: texts('SSH public keys that may log in as root.'),
  firewall_id: z.optional(
    said(id(), 'A Cloud Firewall; it must admit 192.168.255.0/24, where NodeBalancers come from.'),
  ),
  stackscript_id: z.optional(said(id(), 'A StackScript that runs at the first boot.')),
  stackscript_data: z.optional(
    said(
      z.record(
        z.string(),
        z.union([z.string(PLAIN), z.number(PLAIN), z.boolean(PLAIN), FROM_ENV]),
        'expected a mapping of keys',
      ),
      'What the StackScript asks for; a value may be { env: NAME }, to be taken from the environment.',
    ),
  ),
  metadata: z.optional(
    said(
      z.strictObject({
        user_data_file: said(
          text(4096),
          'A cloud-init file, relative to this profile; at most 16,384 bytes. ${MEMBER_LABEL}, ${MEMBER_NUMBER}, ${FLEET_NAME}, ${FLEET_TAG}, ${NODEBALANCER_ID} and ${REGION} in it are filled in.',
        ),
      }),
      'What cloud-init finds at the first boot.',
    ),
  ),
  placement_group: z.optional(
    said(
      z.strictObject({
        id: said(id(), 'The placement group of new instances.'),
        compliant_only: z.optional(said(flag(), 'Whether a create that breaks the group is refused.')),
      }),
      'Where new instances run in relation to each other.',
    ),
  ),
  swap_size: z.optional(said(whole(0, 1_048_576), 'The swap disk, in MB; the API makes 512 by itself.')),
  disk_encryption: z.optional(
    said(z.enum(['enabled', 'disabled'], 'must be enabled or disabled'), 'Encryption of the local disk.'),
  ),
  kernel: z.optional(said(text(64), 'The kernel to boot, such as linode/grub2.')),
  maintenance_policy: z.optional(
    said(text(64), 'What happens when the host is maintained, such as linode/migrate.'),
  ),
  backups_enabled: z.optional(said(flag(), 'Linode Backups; charged for every member.')),
  booted: z.optional(said(flag(), 'Whether a new member boots by itself, as it does unless this is false.')),
  vpc: z.optional(
    said(
      z.strictObject({
        subnet_id: said(
          id(),
          'The VPC subnet that new instances are in; the NodeBalancer must be in it too.',
        ),
      }),
      'The VPC of new instances; with it members are reached at their VPC address.',
    ),
  ),
  extra: z.optional(
    said(
      z.record(z.string(), z.unknown(), 'expected a mapping of keys'),
      'Any other field of the create call, passed through as it is.',
    ),
  ),
})

const nodeBalancer = z.strictObject({
  id: said(id(), 'The id of the NodeBalancer.'),
  backend: z.optional(
    said(
      z.enum(['private-ipv4', 'vpc', 'public-ipv6'], 'must be private-ipv4, vpc or public-ipv6'),
      'The kind of address members are reached at; by default what the NodeBalancer takes. One for all NodeBalancers.',
    ),
  ),
  configs: said(
    z
      .array(
        z.strictObject({
          id: said(id(), 'The id of a config (one port) of the NodeBalancer.'),
          port: said(whole(1, 65_535), 'The port that members listen on for it.'),
          weight: z.optional(
            said(whole(1, 255), "The weight of members' backend nodes on it; the API's default is 100."),
          ),
          mode: z.optional(
            said(
              z.enum(['accept', 'backup'], 'must be accept or backup'),
              "The mode that members' backend nodes serve in. Default accept.",
            ),
          ),
        }),
        'expected a list of configs',
      )
      .check(z.minLength(1, 'name at least one config')),
    'Every member is attached to every one of these.',
  ),
})

/** The whole profile. */
export const profileSchema = z.strictObject({
  name: said(text(24), 'Members are labelled <name>-1, <name>-2, ...'),
  instance: said(instanceSchema, 'What a new member is.'),
  nodebalancer: said(
    z.union([nodeBalancer, z.array(nodeBalancer).check(z.minLength(1, 'name at least one NodeBalancer'))]),
    'The NodeBalancer, or a list of them in one region.',
  ),
  size: said(
    z.strictObject({
      min: said(whole(1, 1000), 'Never fewer members than this.'),
      max: said(whole(1, 1000), 'Never more members than this.'),
    }),
    'The bounds of the fleet, in members.',
  ),
  scale_out: z.optional(
    said(
      z.strictObject({
        step: z.optional(said(whole(1, 100), 'How many members are added at once. Default 1.')),
        cooldown: z.optional(
          durationUpTo('24h', 'After a creation, how long no other is started. Default 5m.'),
        ),
        healthy_within: z.optional(
          durationUpTo('1h', 'How long a new member may take until it is in service. Default 10m.'),
        ),
      }),
      'How members are added.',
    ),
  ),
  scale_in: z.optional(
    said(
      z.strictObject({
        step: z.optional(said(whole(1, 100), 'How many members are removed at once. Default 1.')),
        cooldown: z.optional(
          durationUpTo('24h', 'After a creation or deletion, how long no removal is started. Default 15m.'),
        ),
        drain: z.optional(
          durationUpTo('1h', 'How long a leaving member keeps its open connections. Default 60s.'),
        ),
        victim: z.optional(
          said(
            z.enum(['newest', 'oldest', 'billing-hour'], 'must be newest, oldest or billing-hour'),
            'Who is removed first. Default newest.',
          ),
        ),
        protect_tag: z.optional(said(text(50), 'A member with this tag is never removed.')),
      }),
      'How members are removed.',
    ),
  ),
  load: z.optional(
    said(
      z.strictObject({
        high: ratio('Busy CPU above which a member is added.'),
        high_for: duration('For how long.'),
        low: ratio('Busy CPU below which a member is removed.'),
        low_for: duration('For how long.'),
      }),
      'What monitoring asks for more or fewer members at.',
    ),
  ),
  prometheus: z.optional(
    said(
      z.strictObject({
        url: said(
          z
            .string('expected a URL')
            .check(z.regex(/^https?:\/\/\S+$/, 'write a URL, such as http://127.0.0.1:9090')),
          'Where Prometheus answers.',
        ),
        scrape: z.optional(
          said(
            z.enum(['private-ipv4', 'public-ipv4', 'ipv6'], 'must be private-ipv4, public-ipv4 or ipv6'),
            'Which address of a member it asks on port 9100. Default private-ipv4.',
          ),
        ),
      }),
      'The Prometheus that knows the load.',
    ),
  ),
  token_file: z.optional(said(text(4096), 'A file that holds the token, readable by you alone.')),
})

/** A profile as it is written, checked key by key. */
export type RawProfile = z.infer<typeof profileSchema>
