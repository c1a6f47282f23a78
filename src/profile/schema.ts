import * as z from 'zod/mini'
import { AGE, ageMilliseconds } from './age.ts'
import { instanceSchema } from './instance-schema.ts'
import { loadSchema } from './load-schema.ts'
import { scheduleSchema } from './schedule-schema.ts'
import {
  durationUpTo,
  file,
  id,
  judged,
  optional,
  said,
  tag,
  text,
  whole,
  whyNotFound,
} from './schema-parts.ts'
import { whyNoUrl } from './url.ts'

/** Renewing takes minutes a member. */
const SHORTEST_AGE = 3_600_000

// The one source of what a profile may say: validation, and through z.toJSONSchema the editor's schema.

const nodeBalancer = z.strictObject({
  id: said(id(), 'The id of the NodeBalancer.'),
  backend: optional(() =>
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
          weight: optional(() =>
            said(whole(1, 255), "The weight of members' backend nodes on it; the API's default is 100."),
          ),
          mode: optional(() =>
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

const hook = (when: string) =>
  optional(() =>
    said(
      z.strictObject({
        command: said(
          z
            .array(text(4096), 'expected a list: the program and its arguments')
            .check(z.minLength(1, 'name the program'), ({ value: [program = ''], issues }) => {
              const message = whyNotFound(program)
              if (message !== null) issues.push({ code: 'custom', message, input: program, path: [0] })
            }),
          'The program and its arguments; there is no shell. A program with a / in it is relative to this profile.',
        ),
        timeout: optional(() =>
          durationUpTo('1h', 'When it is killed with all it has started. Default 30s.'),
        ),
        on_error: optional(() =>
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
  instance: said(instanceSchema, 'What a new member is.'),
  nodebalancer: said(
    z.union([nodeBalancer, z.array(nodeBalancer).check(z.minLength(1, 'name at least one NodeBalancer'))]),
    'The NodeBalancer, or a list of them in one region.',
  ),
  size: said(
    z.strictObject({
      min: said(whole(1, 1000), 'Never fewer members than this.'),
      max: said(whole(1, 1000), 'Never more members than this.'),
      max_age: optional(() =>
        said(
          z.string('write an age, such as 30d').check(
            z.regex(AGE, { error: 'write an age, such as 30d or 12h', abort: true }),
            z.refine((text) => ageMilliseconds(text) >= SHORTEST_AGE, 'must be at least 1h'),
          ),
          'Members older than this are renewed by reconcile and follow, one at a time, new one first: 30d, 12h.',
        ),
      ),
      spare: optional(() =>
        said(
          whole(0, 1000),
          'Members more than the load asks for, for a fleet sized by its load. Default 0.',
        ),
      ),
      max_hourly: optional(() =>
        said(
          z.number('expected dollars an hour').check(z.gt(0, 'must be above 0')),
          'What all members may cost, in US dollars an hour; a price that cannot be read holds nothing.',
        ),
      ),
      schedule: optional(() =>
        said(scheduleSchema, 'Times with higher bounds; the highest of all that hold decides.'),
      ),
    }),
    'The bounds of the fleet, in members.',
  ),
  scale_out: optional(() =>
    said(
      z.strictObject({
        step: optional(() => said(whole(1, 100), 'How many members are added at once. Default 1.')),
        cooldown: optional(() =>
          durationUpTo(
            '24h',
            'After a creation, how long no other is started. Default 5m; none when sized by load.',
          ),
        ),
        healthy_within: optional(() =>
          durationUpTo('1h', 'How long a new member may take until it is in service. Default 10m.'),
        ),
      }),
      'How members are added.',
    ),
  ),
  scale_in: optional(() =>
    said(
      z.strictObject({
        step: optional(() =>
          said(
            whole(1, 100),
            'How many members are removed at once. Default 1; half of them when sized by load.',
          ),
        ),
        cooldown: optional(() =>
          durationUpTo(
            '24h',
            'After a creation or deletion, how long no removal is started. Default 15m; none when sized by load.',
          ),
        ),
        paid_hour: optional(() =>
          said(
            z.enum(['keep', 'ignore'], 'must be keep or ignore'),
            'Whether a member is removed only near the end of an hour that is paid for. Default keep when sized by load, else ignore.',
          ),
        ),
        drain: optional(() =>
          durationUpTo('1h', 'How long a leaving member keeps its open connections. Default 60s.'),
        ),
        victim: optional(() =>
          said(
            z.enum(['newest', 'oldest', 'billing-hour'], 'must be newest, oldest or billing-hour'),
            'Who is removed first. Default newest.',
          ),
        ),
        protect_tag: optional(() =>
          said(tag(), 'A member with this tag is never removed, in large letters or small.'),
        ),
      }),
      'How members are removed.',
    ),
  ),
  load: optional(() =>
    said(
      loadSchema,
      'How many members the load asks for: by target or signals, or a step more or fewer at high and low.',
    ),
  ),
  prometheus: optional(() =>
    said(
      z.strictObject({
        url: said(z.string('expected a URL').check(judged(whyNoUrl)), 'Where Prometheus answers.'),
        scrape: optional(() =>
          said(
            z.enum(['private-ipv4', 'public-ipv4', 'ipv6'], 'must be private-ipv4, public-ipv4 or ipv6'),
            'Which address of a member it asks on port 9100. Default private-ipv4.',
          ),
        ),
      }),
      'The Prometheus that knows the load.',
    ),
  ),
  maintenance: optional(() =>
    said(
      z.enum(['replace', 'ignore'], 'must be replace or ignore'),
      'What reconcile and follow do before Linode reboots or migrates a member: replace it within the day before, new one first, or nothing. Default replace.',
    ),
  ),
  hooks: optional(() =>
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
  rehearse: optional(() =>
    said(
      z.strictObject({
        nodebalancer: said(id(), 'The id of a NodeBalancer.'),
        config: said(id(), 'The id of a config of it that no member is attached to.'),
      }),
      'Where rehearse tries backend nodes, instead of on a NodeBalancer that it makes and deletes.',
    ),
  ),
  token_file: optional(() =>
    said(file(), 'A file that holds the token, readable by you alone; relative to this profile.'),
  ),
})

/** A profile as it is written, checked key by key. */
export type RawProfile = z.infer<typeof profileSchema>
