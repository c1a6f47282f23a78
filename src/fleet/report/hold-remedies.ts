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
  'at-min': {
    why: 'there are no more than size.min members',
    remedy: 'nothing; lower size.min in the profile if fewer are enough',
  },
  'at-size': { why: '--to is met already', remedy: 'nothing' },
  'no-candidate': {
    why: 'every member is held by a person, on its way, or not running',
    remedy:
      'linode-autoscale status tells who holds whom: set backend nodes back to accept, take the protect_tag or the lock off',
  },
  'taken-by-another-run': {
    why: 'another run did it at the same time',
    remedy: 'nothing',
  },
}
