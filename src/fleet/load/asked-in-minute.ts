import type { Instant, Member } from '../model/fleet.ts'

const MINUTE = 60_000

/**
 * Members in the order in which their statistics are asked for: another one in each minute, so that of more than are answered others are asked by the next
 * run, which remembers nothing.
 */
export function askedInMinute(members: readonly Member[], now: Instant): readonly Member[] {
  const minute = Math.floor(now / MINUTE)
  return members
    .map((member) => ({ member, place: mixed(member.instance.id, minute) }))
    .sort((a, b) => a.place - b.place || a.member.instance.id - b.member.instance.id)
    .map(({ member }) => member)
}

/** A number that looks like chance and is the same for everybody (the last steps of MurmurHash3). */
function mixed(id: number, minute: number): number {
  let x = (id ^ Math.imul(minute, 0x9e_37_79_b9)) | 0
  x = Math.imul(x ^ (x >>> 16), 0x85_eb_ca_6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2_b2_ae_35)
  return (x ^ (x >>> 16)) >>> 0
}
