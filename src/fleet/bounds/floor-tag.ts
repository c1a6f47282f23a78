import type { Floor } from '../model/bounds.ts'
import { readTagInstant, tagMinute } from '../model/tag-instant.ts'

/** The tag that keeps a floor, at most 50 characters: `floor:web:6:20261124T1600Z`. Its end is a whole minute, never an earlier one. */
export function floorTag(name: string, { n, until }: Floor): string {
  return `floor:${name}:${n}:${tagMinute(until)}`
}

/** Whether a tag is a floor of the fleet of that name, or was one. */
export function isFloorTag(tag: string, name: string): boolean {
  return tag.startsWith(`floor:${name}:`)
}

/** The floors that a NodeBalancer's tags keep for the fleet of that name, those that have ended too. */
export function floorsIn(tags: readonly string[], name: string): readonly Floor[] {
  return tags
    .filter((tag) => isFloorTag(tag, name))
    .flatMap((tag) => {
      const [n = '', end = ''] = tag.slice(`floor:${name}:`.length).split(':')
      const until = readTagInstant(end)
      return /^\d{1,4}$/.test(n) && until !== null ? [{ n: Number(n), until }] : []
    })
}
