import type { Backend } from '../fleet/model/fleet.ts'
import type { Attachment, Policy } from '../fleet/model/policy.ts'
import type { StatusReport } from '../fleet/report/status-report.ts'
import { nodesOf } from '../fleet/sight/member-state.ts'
import { widthOf } from '../fit.ts'
import { healthWord } from './health-word.ts'
import { table } from './table.ts'

type Seen = StatusReport['members'][number]

/** The members as a table, and what no longer has a place in it. */
export interface MemberTable {
  readonly head: string
  /** One for each member, in their order. */
  readonly rows: readonly string[]
  /** What goes on below each row; none where a row is all. */
  readonly below?: readonly (readonly string[])[]
  /** Why who is held is held, where the table is too narrow to say it. */
  readonly notes: readonly string[]
}

/** What a table has room for. */
interface Detail {
  readonly ids?: true
  readonly instance: 'type' | 'status' | null
  readonly hasAddress: boolean
  readonly hasMode: boolean
  readonly hasReason: boolean
  /** All configs in the last column, which may go on below. */
  readonly isMerged: boolean
}

const ALL: Detail = { instance: 'type', hasAddress: true, hasMode: true, hasReason: true, isMerged: false }
/** From the most to the least: member, state and health are the last to go. */
const DETAILS: readonly Detail[] = [
  ALL,
  { ...ALL, hasMode: false },
  { ...ALL, hasMode: false, instance: 'status' },
  { ...ALL, hasMode: false, instance: 'status', hasAddress: false },
  { ...ALL, hasMode: false, instance: null, hasAddress: false },
  { ...ALL, hasMode: false, instance: null, hasAddress: false, hasReason: false },
  { ...ALL, hasMode: false, instance: null, hasAddress: false, hasReason: false, isMerged: true },
]

/** How wide a table may be (null: as it likes), and whether ids are wanted. */
export interface TableSize {
  readonly columns: number | null
  readonly isWide: boolean
}

/** The members with a column for each config; on a narrow terminal the less telling columns are left out. */
export function memberTable(
  members: readonly Seen[],
  { attachments }: Policy,
  { columns, isWide }: TableSize,
): MemberTable {
  if (isWide) return wideTable(members, attachments, columns)
  let made: MemberTable = { head: '', rows: [], notes: [] }
  for (const detail of DETAILS) {
    made = tableOf(members, attachments, detail)
    if (columns === null || [made.head, ...made.rows].every((line) => widthOf(line) <= columns)) break
  }
  return made
}

/** Everything of each member; below it, a config a line with its heading, where that is wider than the terminal. */
function wideTable(
  members: readonly Seen[],
  attachments: readonly Attachment[],
  columns: number | null,
): MemberTable {
  const detail = { ...ALL, ids: true } as const
  const made = tableOf(members, attachments, detail)
  if (columns === null || [made.head, ...made.rows].every((line) => widthOf(line) <= columns)) return made
  const [head = '', ...firsts] = table(
    [heads([], NARROW), ...members.map((seen) => cells(seen, [], NARROW))],
    { columns },
  )
  const below = members.map((seen) => table(belowOf(seen, attachments), { indent: '  ' }))
  return { head, rows: firsts, below, notes: [] }
}

/** Member, state and why it is held. */
const NARROW: Detail = { ...ALL, instance: null, hasAddress: false }

function belowOf(seen: Seen, attachments: readonly Attachment[]): readonly (readonly string[])[] {
  const { id, status, type, address } = seen.member.instance
  return [
    ['instance', `${id} ${status} ${type} ${address ?? '-'}`],
    ...attachments.map((at) => [
      `${at.config}:${at.port}`,
      configText(seen.member, at, { ...ALL, ids: true }),
    ]),
  ]
}

function tableOf(members: readonly Seen[], attachments: readonly Attachment[], detail: Detail): MemberTable {
  const rows = members.map((seen) => cells(seen, attachments, detail))
  const [head = '', ...lines] = table([heads(attachments, detail), ...rows])
  const notes = detail.hasReason
    ? []
    : members.flatMap(({ member, heldBecause }) =>
        heldBecause === null || heldBecause === undefined ? [] : [`  ${member.label}  held: ${heldBecause}`],
      )
  return { head, rows: lines, notes }
}

function heads(attachments: readonly Attachment[], detail: Detail): readonly string[] {
  const isClear = new Set(attachments.map((at) => at.port)).size === attachments.length
  const configs = attachments.map(({ config, port }) =>
    detail.ids === true || !isClear ? `${config}:${port}` : `:${port}`,
  )
  return [
    'MEMBER',
    'STATE',
    ...(detail.instance === null ? [] : ['INSTANCE']),
    ...(detail.hasAddress ? ['ADDRESS'] : []),
    ...(detail.isMerged ? [configs.join(' ')] : configs),
  ]
}

function cells(
  { member, state, heldBecause }: Seen,
  attachments: readonly Attachment[],
  detail: Detail,
): readonly string[] {
  const { id, status, type, address } = member.instance
  const instance = [
    ...(detail.ids === true ? [`${id}`] : []),
    status,
    ...(detail.instance === 'type' ? [type] : []),
  ]
  const configs = attachments.map((at) => configText(member, at, detail))
  return [
    member.label,
    state === 'held' && detail.hasReason ? `held: ${heldBecause ?? ''}` : state,
    ...(detail.instance === null ? [] : [instance.join(' ')]),
    ...(detail.hasAddress ? [address ?? '-'] : []),
    ...(detail.isMerged ? [configs.join(' ')] : configs),
  ]
}

/** `accept UP`, or `UP` where there is no room; `-` where it has no backend node; a former one with its port. */
function configText(member: Seen['member'], at: Attachment, detail: Detail): string {
  const nodes = nodesOf(member).filter((b) => b.config === at.config)
  return nodes.length === 0 ? '-' : nodes.map((b) => nodeText(b, at, detail)).join(', ')
}

function nodeText({ id, address, mode, health }: Backend, at: Attachment, { ids, hasMode }: Detail): string {
  const isUsual = mode === (at.mode ?? 'accept')
  const place = address.endsWith(`:${at.port}`) ? '' : `${address.slice(address.lastIndexOf(':'))} `
  const word = hasMode || !isUsual ? `${mode} ` : ''
  return `${place}${word}${healthWord(health)}${ids === true ? ` ${id}` : ''}`
}
