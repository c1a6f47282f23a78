import type { HoldReason } from '../model/hold.ts'

/** What a hold means, and what a person can do about it. */
export interface HoldRemedy {
  readonly why: string
  readonly remedy: string
}

/** Every hold: told by a dry run, and in docs/troubleshooting.md. */
export const HOLD_REMEDIES: Readonly<Record<HoldReason, HoldRemedy>> = {
  paused: {
    why: 'a person has paused the fleet; nothing is written, repairs neither',
    remedy: 'linode-autoscale resume, or wait for the end that is told',
  },
  'alert-resolved': {
    why: 'every alert that started the run has resolved meanwhile',
    remedy: 'nothing; run it by hand if you want it all the same',
  },
  'condition-false': {
    why: '--when has no result, and the fleet is measured',
    remedy: 'nothing; run it without --when if you want it all the same',
  },
  'most-members-down': {
    why: 'more than half of at least three members are DOWN: more of the same would not help. Nothing is removed, and one probe at most is created',
    remedy:
      'look at the app on one member and at the health check of the config; once half of them are UP it goes on',
  },
  'new-members-fail': {
    why: 'three creates within an hour, and new members do not come into service',
    remedy:
      'look at the newest one: image, StackScript or user data, firewall, port, the path of the health check; linode-autoscale check finds some of it',
  },
  'on-the-way': {
    why: 'members that are starting or being attached cover what is wanted',
    remedy: 'wait; a member has scale_out.healthy_within to come into service',
  },
  cooldown: {
    why: 'a member was created (for a scale-in: or deleted) too recently, by whoever did it',
    remedy: 'wait until the moment that is told, or --force',
  },
  strangers: {
    why: 'instances labelled like members run without the fleet tag: either they lost it, or they are somebody else’s; no more are created beside them',
    remedy:
      'put the tag that is told back on them in Cloud Manager (or linode-autoscale adopt), or rename or delete them; was it lost at birth, the token’s user may not tag',
  },
  'at-max': {
    why: 'there are size.max members',
    remedy: 'raise size.max in the profile, or look at what loads the fleet',
  },
  'at-cost': {
    why: 'one member more would cost more than size.max_hourly',
    remedy: 'raise size.max_hourly, take a smaller type, or look at what loads the fleet',
  },
  'at-min': {
    why: 'there are no more members than size.min, size.schedule or a floor asks for, now or within the hour',
    remedy: 'nothing; lower size.min in the profile if fewer are enough',
  },
  'at-size': { why: '--to is met already', remedy: 'nothing' },
  'no-candidate': {
    why: 'every member is held by a person, on its way, or not running',
    remedy:
      'linode-autoscale status tells who holds whom: set backend nodes back to accept, take the protect_tag or the lock off',
  },
  'at-wanted': {
    why: 'the load asks for no other number of members: for a scale-in, the most that was asked for within load.window',
    remedy: 'nothing; --to or --by pass what the load asks for',
  },
  'paid-hour': {
    why: 'whoever could go has an hour that is paid for and not nearly used up',
    remedy:
      'wait until the moment that is told, or --force; scale_in.paid_hour: ignore in the profile ends it for good',
  },
  'work-unknown': {
    why: 'nobody tells how much work there is: unknown is never zero, so nothing is removed, and nothing created unless an alert asks for it',
    remedy:
      'linode-autoscale status tells why: is Prometheus up, does it ask the members, does it have the rules that linode-autoscale monitoring writes? --to and --by need no load',
  },
  'peak-unknown': {
    why: 'there are samples of less than nine tenths of load.window: nobody knows the most that was wanted in it, so nothing is removed',
    remedy: 'wait until Prometheus has measured for that long; --to and --by need no load',
  },
  'two-specs': {
    why: 'members were made by turns from two specs, one of them the profile’s: two hosts with two profiles would renew each other’s members for ever',
    remedy:
      'make the profiles of all hosts alike; then scale-in, or delete by hand, what was made from the wrong one last',
  },
  'too-small': {
    why: 'a refresh, or a renewal by age or before a maintenance, would make members of a smaller type, and the work there is now would keep so many of them busier than load.target or load.high allows',
    remedy: 'scale-out first, with --keep; or wait for less load; --force passes it',
  },
  'taken-by-another-run': {
    why: 'another run did it at the same time, as far as the account tells',
    remedy: 'nothing',
  },
  'taken-by-a-person': {
    why: 'a person has taken what was to be changed meanwhile: deleted it, keeps it, or changed its label, its fleet tag or a backend node of it; or has given its label to a machine of theirs',
    remedy: 'nothing; linode-autoscale status tells how the fleet stands now',
  },
  'not-confirmed': {
    why: 'a person at the terminal agreed to lose some members, and by the time it came to it others would have gone',
    remedy: 'run it again, which asks about them; or --yes',
  },
}
