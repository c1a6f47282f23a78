import type { Known, OfferedFirewall, OfferedType, OfferedUser, Offers } from '../account/account.ts'
import { isRow, type Row } from './api-error.ts'
import { readSoldOut } from './account-outlook.ts'
import type { Pace } from './call.ts'
import { listAll, type Listing } from './list.ts'
import { priceIn } from './price-of.ts'
import type { Wire } from './send.ts'

interface Asking {
  readonly wire: Wire
  readonly pace: Pace
}

type Try = <Value>(asking: () => Promise<Value>) => Promise<Known<Value>>

/** What a new profile may name for members in a region. What a token may not read is unknown, and fails nothing else. */
export async function readOffers(asking: Asking, region: string, known: Try): Promise<Offers> {
  const [types, images, users, firewalls] = await Promise.all([
    known(async () => await typesIn(asking, region, known)),
    known(async () => await imagesOf(asking)),
    known(async () => await usersOf(asking)),
    known(async () => await firewallsOf(asking)),
  ])
  return { types, images, users, firewalls }
}

async function list({ wire, pace }: Asking, listing: Listing): Promise<readonly Row[]> {
  return (await listAll(wire, pace, listing)).rows
}

async function typesIn(asking: Asking, region: string, known: Try): Promise<readonly OfferedType[]> {
  const rows = await list(asking, { what: 'listing the types', path: '/v4/linode/types' })
  const ids = rows.map((row) => text(row['id']))
  const soldOut = await known(async () => await readSoldOut(asking, region, ids))
  const gone = new Set(soldOut.kind === 'known' ? soldOut.value : [])
  return rows
    .map((row) => toType(row, region, gone))
    .toSorted((a, b) => (a.hourly ?? Infinity) - (b.hourly ?? Infinity))
}

function toType(row: Row, region: string, gone: ReadonlySet<string>): OfferedType {
  const id = text(row['id'])
  const { label, memory, vcpus } = row
  return {
    id,
    label: text(label),
    memory: Number(memory),
    cores: Number(vcpus),
    ...pricesOf(row, region),
    isSoldOut: gone.has(id),
  }
}

function pricesOf(row: Row, region: string): Pick<OfferedType, 'hourly' | 'monthly'> {
  try {
    return priceIn(row, region)
  } catch {
    return { hourly: null, monthly: null }
  }
}

/** Deprecated ones still boot, and are none that a new fleet should begin with. */
async function imagesOf(asking: Asking): Promise<readonly string[]> {
  const rows = await list(asking, { what: 'listing the images', path: '/v4/images' })
  return rows
    .filter((row) => row['deprecated'] !== true)
    .map((row) => text(row['id']))
    .toSorted()
}

const username = (row: Row): unknown => row['username']

/** [techdocs: GET /account/users] For users who are not restricted. */
async function usersOf(asking: Asking): Promise<readonly OfferedUser[]> {
  const rows = await list(asking, { what: 'listing the users', path: '/v4/account/users', key: username })
  return rows.map(({ username: name, ssh_keys: keys }) => ({
    name: text(name),
    keys: Array.isArray(keys) ? keys.length : 0,
  }))
}

async function firewallsOf(asking: Asking): Promise<readonly OfferedFirewall[]> {
  const rows = await list(asking, { what: 'listing the firewalls', path: '/v4/networking/firewalls' })
  return rows.filter(isRow).map(({ id, label }) => ({ id: Number(id), label: text(label) }))
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
