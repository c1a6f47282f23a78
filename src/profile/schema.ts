import * as z from 'zod/mini'
import { DURATION, milliseconds } from './duration.ts'

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

const PLAIN = 'expected text, a number, true or false'

/** `instance:`, sent to POST /linode/instances under the API's own field names. */
const instance = z.strictObject({
  region: z.optional(said(text(64), "The region of new instances; it must be the NodeBalancer's.")),
  type: z.optional(said(text(64), 'The type (plan) of new instances, such as g6-nanode-1.')),
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
        z.union([z.string(PLAIN), z.number(PLAIN), z.boolean(PLAIN)]),
        'expected a mapping of keys',
      ),
      'What the StackScript asks for.',
    ),
  ),
  metadata: z.optional(
    said(
      z.strictObject({
        user_data_file: said(
          text(4096),
          'A cloud-init file, relative to this profile; at most 16,384 bytes.',
        ),
      }),
      'What cloud-init finds at the first boot.',
    ),
  ),
  placement_group: z.optional(
    said(
      z.strictObject({
        id: said(id(), 'The placement group of new instances.'),
        compliant_only: z.optional(
          said(z.boolean('expected true or false'), 'Whether a create that breaks the group is refused.'),
        ),
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
  backups_enabled: z.optional(
    said(z.boolean('expected true or false'), 'Linode Backups; charged for every member.'),
  ),
})

const nodeBalancer = z.strictObject({
  id: said(id(), 'The id of the NodeBalancer.'),
  configs: said(
    z
      .array(
        z.strictObject({
          id: said(id(), 'The id of a config (one port) of the NodeBalancer.'),
          port: said(whole(1, 65_535), 'The port that members listen on for it.'),
        }),
        'expected a list of configs',
      )
      .check(z.minLength(1, 'name at least one config')),
    'Every member is attached to every one of these.',
  ),
})

const hook = (when: string) =>
  z.optional(
    said(
      z.strictObject({
        command: said(
          z
            .array(text(4096), 'expected a list: the program and its arguments')
            .check(z.minLength(1, 'name the program')),
          'The program and its arguments; there is no shell.',
        ),
        timeout: z.optional(durationUpTo('1h', 'When it is killed with all it has started. Default 30s.')),
        on_error: z.optional(
          said(
            z.enum(['continue', 'stop'], 'must be continue or stop'),
            'Whether a run goes on when it fails. Default continue.',
          ),
        ),
      }),
      when,
    ),
  )

/** The whole profile. */
export const profileSchema = z.strictObject({
  name: said(text(24), 'Members are labelled <name>-1, <name>-2, ...'),
  instance: said(instance, 'What a new member is.'),
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
  hooks: z.optional(
    said(
      z.strictObject({
        after_attach: hook('Run for a new member once it is attached everywhere.'),
        before_drain: hook('Run for a member before it gets no more connections; it may take its time.'),
        after_delete: hook('Run for a member that is gone.'),
        on_hold: hook('Run when a run is held.'),
        on_failure: hook('Run when a run fails.'),
      }),
      'Programs of yours that a run starts; see docs/hooks.md.',
    ),
  ),
  token_file: z.optional(said(text(4096), 'A file that holds the token, readable by you alone.')),
})

/** A profile as it is written, checked key by key. */
export type RawProfile = z.infer<typeof profileSchema>
