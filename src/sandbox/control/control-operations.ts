import type { JsonObject } from '../wire/body-reader.ts'
import type { ByHand } from './by-hand.ts'
import { instanceStatuses } from '../instances/power.ts'
import type { BootOutcome } from '../state/power-phase.ts'
import type { BackendMode, BackendStatus } from '../state/rows.ts'
import type { FirewallRules } from '../state/state.ts'

const MODES: readonly BackendMode[] = ['accept', 'reject', 'drain', 'backup']
const HEALTHS: readonly BackendStatus[] = ['Unknown', 'UP', 'DOWN']
const MAINTENANCE = ['reboot', 'cold_migration', 'live_migration'] as const
const BOOTS: readonly BootOutcome[] = ['boots', 'hangs', 'never-provisioned', 'fails']

function text(body: JsonObject, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return value
  throw new Error(`${name}: a text is wanted`)
}

function number(body: JsonObject, name: string): number {
  const value = body[name]
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Error(`${name}: a number is wanted`)
}

function texts(body: JsonObject, name: string): readonly string[] {
  const value = body[name]
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
  throw new Error(`${name}: an array of texts is wanted`)
}

function choice<Choice extends string>(body: JsonObject, name: string, choices: readonly Choice[]): Choice {
  const found = choices.find((each) => each === body[name])
  if (found === undefined) throw new Error(`${name}: one of ${choices.join(', ')} is wanted`)
  return found
}

function instant(body: JsonObject, name: string): number {
  const at = Date.parse(text(body, name))
  if (Number.isNaN(at)) throw new Error(`${name}: a time is wanted, such as 2026-11-24T12:00:00Z`)
  return at
}

/** The members of `found` whose name the body has, read by their own reader. */
function given<Part extends object>(
  body: JsonObject,
  readers: { readonly [Name in keyof Part]: () => Part[Name] },
): Partial<Part> {
  const part: Partial<Part> = {}
  for (const name in readers) if (body[name] !== undefined) part[name] = readers[name]()
  return part
}

const NODEBALANCER_TYPES = ['common', 'premium', 'premium_40gb'] as const

function admitOnly(ipv4: readonly string[]): FirewallRules {
  const rule = { label: 'by-hand', action: 'ACCEPT', protocol: 'TCP', addresses: { ipv4 } } as const
  return { inbound_policy: 'DROP', inbound: [rule] }
}

type Operation = (byHand: ByHand, body: JsonObject) => unknown

const INSTANCE_OPERATIONS: Readonly<Record<string, Operation>> = {
  'add-instance': (byHand, body) =>
    byHand.addInstance({
      label: text(body, 'label'),
      ...given(body, {
        tags: () => texts(body, 'tags'),
        region: () => text(body, 'region'),
        type: () => text(body, 'type'),
        image: () => text(body, 'image'),
        status: () => choice(body, 'status', instanceStatuses),
      }),
    }),
  'remove-instance': (byHand, body) => byHand.removeInstance(text(body, 'label')),
  'set-status': (byHand, body) =>
    byHand.setStatus(text(body, 'label'), choice(body, 'status', instanceStatuses)),
  'power-off': (byHand, body) => byHand.powerOff(text(body, 'label')),
  'set-tags': (byHand, body) => byHand.setTags(text(body, 'label'), texts(body, 'tags')),
  'add-tag': (byHand, body) => byHand.addTag(text(body, 'label'), text(body, 'tag')),
  'remove-tag': (byHand, body) => byHand.removeTag(text(body, 'label'), text(body, 'tag')),
  'set-locks': (byHand, body) => byHand.setLocks(text(body, 'label'), texts(body, 'locks')),
  'plan-maintenance': (byHand, body) =>
    byHand.planMaintenance(text(body, 'label'), choice(body, 'type', MAINTENANCE), instant(body, 'at')),
  rename: (byHand, body) => byHand.rename(text(body, 'label'), text(body, 'to')),
  misbehave: (byHand, body) =>
    byHand.misbehave(
      text(body, 'label'),
      given(body, {
        boot: () => choice(body, 'boot', BOOTS),
        answers: () => body['answers'] === true,
        burns: () => number(body, 'burns'),
        diesAt: () => (body['diesAt'] === null ? null : number(body, 'diesAt')),
      }),
    ),
}

const OTHER_OPERATIONS: Readonly<Record<string, Operation>> = {
  'add-backend': (byHand, body) =>
    byHand.addBackend({
      config: number(body, 'config'),
      address: text(body, 'address'),
      label: text(body, 'label'),
      ...given(body, { mode: () => choice(body, 'mode', MODES) }),
    }),
  'change-backend': (byHand, body) =>
    byHand.changeBackend(
      number(body, 'id'),
      given(body, {
        mode: () => choice(body, 'mode', MODES),
        label: () => text(body, 'label'),
        status: () => (body['status'] === null ? null : choice(body, 'status', HEALTHS)),
      }),
    ),
  'set-nodebalancer-type': (byHand, body) =>
    byHand.setNodeBalancerType(number(body, 'id'), choice(body, 'type', NODEBALANCER_TYPES)),
  'set-nodebalancer-locks': (byHand, body) =>
    byHand.setNodeBalancerLocks(number(body, 'id'), texts(body, 'locks')),
  'add-subnet': (byHand, body) =>
    byHand.addSubnet({
      region: text(body, 'region'),
      ...given(body, { id: () => number(body, 'id'), ipv4: () => text(body, 'ipv4') }),
    }),
  admit: (byHand, body) => byHand.setFirewall(number(body, 'firewall'), admitOnly(texts(body, 'ipv4'))),
  'remove-backend': (byHand, body) => byHand.removeBackend(number(body, 'id')),
  'set-scopes': (byHand, body) => byHand.setScopes(text(body, 'scopes')),
  'revoke-token': (byHand, body) => byHand.revokeToken(body['revoked'] !== false),
}

const OPERATIONS: Readonly<Record<string, Operation>> = { ...INSTANCE_OPERATIONS, ...OTHER_OPERATIONS }

/** Carries out `{"do": "<operation>", ...}` from the control route; throws an Error that says what is wanted. */
export function apply(byHand: ByHand, body: JsonObject): unknown {
  const name = body['do']
  const operation = typeof name === 'string' && Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined
  if (operation === undefined) throw new Error(`do: one of ${Object.keys(OPERATIONS).join(', ')} is wanted`)
  return operation(byHand, body)
}
