import type { Backend, Instance } from '../../src/fleet/model/fleet.ts'
import type { Made } from './a-fleet.ts'
import { MINUTE, NOON } from './a-fleet.ts'
import { aMemberOnTwo } from './two-configs.ts'

/** What the rules say of a kind of member, said by hand and not by the code that is tested. */
interface Truth {
  readonly serves?: true
  /** On the way into service without another create. */
  readonly coming?: true
  /** A drain of ours that may be finished or put back. */
  readonly leaves?: true
  readonly down?: true
  readonly starts?: true
  /** Scale-in may begin to drain it. */
  readonly choosable?: true
}

/** A kind of member: what it is made of on two configs, and what the rules say of it. */
export interface Kind extends Truth {
  readonly backends: readonly [Partial<Backend> | null, Partial<Backend> | null]
  readonly instance?: Partial<Instance>
}

const keep = { tags: ['fleet:web:12345', 'keep'] }
const young = { created: NOON - 7 * MINUTE }
const down = { health: 'down' } as const
const unknown = { health: 'unknown' } as const
/** Our mark; the number is put in when the member is made. */
const MARKED = '.outgsmo0'
const marked = { label: MARKED }
const out = { ...marked, mode: 'drain' }

/** Every kind of member that the rules tell apart. */
export const KINDS = {
  serving: { backends: [{}, {}], serves: true, choosable: true },
  'serving, young': { backends: [{}, {}], instance: young, serves: true, choosable: true },
  'serving, undone by hand': { backends: [marked, marked], serves: true, choosable: true },
  'serving, kept': { backends: [{}, {}], instance: keep, serves: true },
  'serving, locked': { backends: [{}, {}], instance: { locks: ['cannot_delete'] }, serves: true },
  starting: { backends: [down, down], instance: { ...young, status: 'booting' }, coming: true, starts: true },
  'starting, bare': {
    backends: [null, null],
    instance: { ...young, status: 'provisioning' },
    coming: true,
    starts: true,
  },
  'starting, off for a moment': {
    backends: [null, null],
    instance: { ...young, status: 'offline' },
    coming: true,
    starts: true,
  },
  'starting, kept': { backends: [down, null], instance: { ...young, ...keep }, coming: true, starts: true },
  unattached: { backends: [{}, null], coming: true },
  'unattached, kept': { backends: [null, {}], instance: keep, coming: true },
  settling: { backends: [unknown, {}], coming: true },
  'settling, kept': { backends: [unknown, unknown], instance: keep, coming: true },
  broken: { backends: [down, {}], down: true, choosable: true },
  'broken, kept': { backends: [down, {}], instance: keep, down: true },
  off: { backends: [down, down], instance: { status: 'offline' }, down: true },
  'drained by hand': { backends: [{ mode: 'drain' }, {}] },
  'a backup': { backends: [{}, { mode: 'backup' }] },
  'rejected over our mark': { backends: [{ ...marked, mode: 'reject' }, {}] },
  leaving: { backends: [out, out], leaves: true },
  'leaving, down': { backends: [{ ...out, ...down }, out], leaves: true, down: true },
  'given back, kept': { backends: [out, out], instance: keep, coming: true },
  'given back, half drained': { backends: [out, {}], coming: true },
  'given back, half drained and DOWN': { backends: [down, out], down: true },
  'given back, undone on one config': { backends: [out, marked], coming: true },
  'given back, rejected on one config': { backends: [out, { ...marked, mode: 'reject' }] },
  'given back, drained by hand on one config': { backends: [out, { mode: 'drain' }] },
} as const satisfies Readonly<Record<string, Kind>>

/** The name of a kind. */
export type KindName = keyof typeof KINDS

/** The names of all kinds. */
export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[]

/** What the rules say of a kind. */
export function kindOf(name: KindName): Kind {
  return KINDS[name]
}

/** Member n of a kind. */
export function aMemberOfKind(name: KindName, n: number): Made {
  const { backends, instance } = kindOf(name)
  const [one, two] = backends.map((b) => (b?.label === MARKED ? { ...b, label: `web-${n}${MARKED}` } : b))
  return aMemberOnTwo(n, [one ?? null, two ?? null], instance)
}
