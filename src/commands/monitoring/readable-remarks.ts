import { dirname } from 'node:path'
import type { Settings } from '../../monitoring/settings.ts'
import type { FileFacts, Files } from '../../profile/files.ts'

/** Who a name stands for on this host; null where there is no such user. */
interface User {
  readonly name: string
  readonly id: number
  readonly groups: readonly number[]
}

/** What the user of the services could not read or start, as far as these paths are here. */
export function readableRemarks(fleets: readonly Settings[], files: Files): readonly string[] {
  const [first] = fleets
  const user = first === undefined ? null : findUser(first.user, files)
  const paths = new Set(fleets.flatMap(({ profile, program }) => [profile, program]))
  return [...paths].flatMap((path) => {
    if (files.facts(path) === null) return []
    const why = whyNotReadable(path, user, files)
    const name = first?.user ?? ''
    return why === null ? [] : [`${path} cannot be read by ${name}, as which the services run: ${why}`]
  })
}

function findUser(name: string, files: Files): User | null {
  const [, , id, group] = lineOf('/etc/passwd', name, files)
  if (id === undefined || group === undefined) return null
  const groups = (files.read('/etc/group') ?? '').split('\n').map((line) => line.split(':'))
  const more = groups
    .filter(([, , , members = '']) => members.split(',').includes(name))
    .map(([, , n]) => Number(n))
  return { name, id: Number(id), groups: [Number(group), ...more] }
}

function lineOf(path: string, name: string, files: Files): readonly string[] {
  const lines = (files.read(path) ?? '').split('\n').map((line) => line.split(':'))
  return lines.find(([first]) => first === name) ?? []
}

function whyNotReadable(path: string, user: User | null, files: Files): string | null {
  const shut = foldersAbove(path).find((folder) => !may(files.facts(folder), user, 0o1))
  if (shut !== undefined) return `it may not enter ${shut}; put it below /etc/linode-autoscale or /usr/local`
  return may(files.facts(path), user, 0o4) ? null : `chmod o+r ${path}, or chgrp it`
}

/** From the top, without the root of all. */
function foldersAbove(path: string): readonly string[] {
  const above = dirname(path)
  return dirname(above) === above ? [] : [...foldersAbove(above), above]
}

/** Whether the bits of a file let a user do something; what is not known is not told. */
function may(facts: FileFacts | null, user: User | null, bit: number): boolean {
  if (facts === null || user?.id === 0) return true
  if (user !== null && facts.owner === user.id) return (facts.mode & (bit << 6)) !== 0
  if (user !== null && user.groups.includes(facts.group)) return (facts.mode & (bit << 3)) !== 0
  return (facts.mode & bit) !== 0
}
