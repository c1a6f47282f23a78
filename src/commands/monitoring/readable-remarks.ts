import { dirname } from 'node:path'
import type { Settings } from '../../monitoring/settings.ts'
import type { FileFacts, Files } from '../../profile/files.ts'

/** Who a name stands for on this host; null where there is no such user. */
interface User {
  readonly name: string
  readonly id: number
  readonly groups: readonly number[]
}

/** What a service reads or starts: by whom it is wanted, and the bits that it wants of it. */
interface Need {
  readonly path: string
  readonly by: string
  readonly bits: number
}

const READ = 0o4
const START = 0o5

/**
 * What the user of the services could not read or start, as far as these paths are here: profile and program, and what else the profiles name, `others`.
 * The token of the units is root's, who hands it over; a `token_file` is read by whoever runs.
 */
export function readableRemarks(
  fleets: readonly Settings[],
  others: readonly string[],
  files: Files,
): readonly string[] {
  const name = fleets[0]?.user ?? ''
  const user = findUser(name, files)
  return needsOf(fleets, others).flatMap(({ path, by, bits }) => {
    if (files.facts(path) === null) return []
    const why = whyNot(bits, path, { user, name, files })
    const what = bits === START ? 'started' : 'read'
    return why === null ? [] : [`${path} cannot be ${what} by ${name}, as which ${by} run: ${why}`]
  })
}

function needsOf(fleets: readonly Settings[], others: readonly string[]): readonly Need[] {
  const needs: readonly Need[] = [
    ...fleets.map(({ profile }) => ({ path: profile, by: 'the services', bits: READ })),
    ...fleets.map(({ program }) => ({ path: program, by: 'the services', bits: START })),
    ...others.map((path) => ({ path, by: 'the services and cron', bits: READ })),
  ]
  return needs.filter(({ path }, i) => needs.findIndex((each) => each.path === path) === i)
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

function whyNot(
  bits: number,
  path: string,
  { user, name, files }: { readonly user: User | null; readonly name: string; readonly files: Files },
): string | null {
  const shut = foldersAbove(path).find((folder) => !may(files.facts(folder), user, 0o1))
  if (shut !== undefined) return `it may not enter ${shut}; put it below /etc/linode-autoscale or /usr/local`
  if (may(files.facts(path), user, bits)) return null
  return bits === START ? `chmod 755 ${path}` : `chgrp ${name} ${path} && chmod 640 ${path}`
}

/** From the top, without the root of all. */
function foldersAbove(path: string): readonly string[] {
  const above = dirname(path)
  return dirname(above) === above ? [] : [...foldersAbove(above), above]
}

/** Whether the bits of a file let a user do something; what is not known is not told. */
function may(facts: FileFacts | null, user: User | null, bits: number): boolean {
  if (facts === null || user?.id === 0) return true
  if (user !== null && facts.owner === user.id) return has(facts.mode >> 6, bits)
  if (user !== null && user.groups.includes(facts.group)) return has(facts.mode >> 3, bits)
  return has(facts.mode, bits)
}

function has(mode: number, bits: number): boolean {
  return (mode & bits) === bits
}
