import { dirname, resolve } from 'node:path'
import type { FileFacts, Files, Self } from '../../../src/profile/files.ts'

/** The user who reads these files. */
export const ALICE: Self = { user: 1000, group: 1000, groups: [1000, 44] }

/** What differs from files of our own that nobody else can read, in folders that nobody else can write. */
export interface MadeOptions {
  readonly mode?: number
  /** These exist and cannot be read. */
  readonly denied?: readonly string[]
  readonly facts?: Readonly<Record<string, Partial<FileFacts>>>
  /** Where links lead to, by absolute path. */
  readonly links?: Readonly<Record<string, string>>
  readonly self?: Self | null
}

/** Files that exist only here, by path. */
export function madeFiles(
  texts: Readonly<Record<string, string>>,
  { mode = 0o600, denied = [], facts = {}, links = {}, self = ALICE }: MadeOptions = {},
): Files {
  const at = (path: string): string | null => {
    if (denied.includes(path)) throw new Error(`EACCES: permission denied, open '${path}'`)
    const there = Object.hasOwn(texts, path) ? path : (links[resolve(path)] ?? path)
    return Object.hasOwn(texts, there) ? (texts[there] ?? null) : null
  }
  const of = { owner: ALICE.user, group: ALICE.group }
  const usual = (path: string): FileFacts | null => {
    if (at(path) !== null || links[path] !== undefined) return { ...of, kind: 'file', mode }
    const isFolder = Object.keys(texts).some((file) => resolve(file).startsWith(`${resolve(path)}/`))
    return isFolder || Object.keys(links).some((link) => dirname(link) === path)
      ? { ...of, kind: 'folder', mode: 0o755 }
      : null
  }
  const factsOf = (path: string): FileFacts | null => {
    const known = usual(path) ?? usual(resolve(path))
    const own = facts[path] ?? facts[resolve(path)]
    return known === null && own === undefined ? null : { ...of, kind: 'file', mode, ...known, ...own }
  }
  return {
    read: at,
    bytes: (path) => {
      const text = at(path)
      return text === null ? null : Buffer.from(text)
    },
    facts: factsOf,
    realPath: (path) => links[resolve(path)] ?? (factsOf(path) === null ? null : resolve(path)),
    self: () => self,
  }
}
