/** Every item of a preflight, with what it is about. The same names in text, JSON, tests and docs/check.md. */
export const CHECKS = {
  'token-scopes': 'the token may do what scaling needs, and not much more',
  'token-expiry': 'the token does not end soon',
  nodebalancer:
    'the NodeBalancers and configs of the profile exist, in its region, and take its kind of backend',
  type: 'the types of instance.type exist',
  image: 'the image exists',
  firewall: 'new members have a firewall, which exists and admits the NodeBalancer',
  stackscript: 'the StackScript exists',
  login: 'somebody can log in to a new member, or something installs its app',
  'health-check': 'every config checks health: else UP says nothing',
  ports: 'members are attached to the port that the other backend nodes of the config use',
  'network-helper': 'new members configure their private address by themselves',
  backends: 'what is behind the NodeBalancer is ours, or foreign on purpose',
  elsewhere: 'no backend node of the fleet is left on a config that the profile does not name',
  members:
    'as many members exist as size allows, in the fleet’s region, and nobody looks like one without being one',
  drift: 'members are what the profile makes now',
  grants: 'the user of the token may see and change what the fleet needs',
  room: 'the region has room for the types',
  maintenance: 'Linode has planned no maintenance of members',
  size: 'the bounds and steps leave room to scale',
  cooldowns:
    'a scale-in waits at least as long as a scale-out, and longer than its drain; healthy_within is enough for a boot',
  thresholds: 'load thresholds do not flap: who is removed at low load is not wanted again at once',
  facts: 'how the account answers, as rehearse has found it, suits the profile',
  prometheus: 'prometheus.yml finds every member and nobody else, and hands alerts on',
  rules: 'what the alerts that scale stand on is the load of this fleet',
  alertmanager: 'the route that the alerts take brings them to the executor, as often as they are of use',
  executor: 'the commands start linode-autoscale, the right way, once, and to the end',
} as const

/** The name of an item. */
export type CheckName = keyof typeof CHECKS

/** One finding of a preflight. */
export interface CheckItem {
  readonly name: CheckName
  readonly verdict: 'ok' | 'warning' | 'failure'
  /** What was found, with the person's own names. */
  readonly detail: string
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null
}

/** Nothing to do. */
export function ok(name: CheckName, detail: string): CheckItem {
  return { name, verdict: 'ok', detail, remedy: null }
}

/** It works, and perhaps not as it is meant to. */
export function warning(name: CheckName, detail: string, remedy: string): CheckItem {
  return { name, verdict: 'warning', detail, remedy }
}

/** A scale-out or a scale-in would fail, or do the wrong thing. */
export function failure(name: CheckName, detail: string, remedy: string): CheckItem {
  return { name, verdict: 'failure', detail, remedy }
}
