import { dirname, resolve } from 'node:path'
import type { FileFacts, Files, Self } from './files.ts'

/** Whoever may do this may say what a file has in it. */
const WRITTEN_BY_OTHERS = 0o022
const STICKY = 0o1000
const ROOT = 0

/**
 * Why what a file says is not to be obeyed: it, or a folder on the way to it, belongs to neither us nor root, or somebody else may write it.
 * Null when nobody but we and root could have written it. A link is judged by both of its ends.
 */
export function whyNotTrusted(path: string, files: Files): string | null {
  const self = files.self()
  if (self === null) return null
  const places = [...new Set([resolve(path), files.realPath(path) ?? resolve(path)])]
  return firstOf([
    ...places.map((place) => () => fileProblem(place, files, self)),
    ...places.map((place) => () => folderProblem(dirname(place), files, self, false)),
    ...places.flatMap((place) =>
      foldersAbove(dirname(place)).map((folder) => () => folderProblem(folder, files, self, true)),
    ),
  ])
}

/**
 * Why a secret that lies in a file is not to be taken from it; null when we, root and perhaps one of our groups alone can read it.
 * Its folder may be one that everybody may write, as long as nobody may replace what is not theirs there: Kubernetes mounts secrets so.
 */
export function whyNotSecret(path: string, files: Files): string | null {
  const self = files.self()
  const facts = files.facts(path)
  if (self === null || facts === null) return null
  if (facts.kind !== 'file') return 'is no regular file'
  if (!isOurs(facts, self)) return `belongs to user ${facts.owner}, neither to us nor to root`
  const ofGroup = facts.mode & 0o070
  // As a mounted secret is: read by its group, and written by nobody but root.
  const isMounted = ofGroup === 0o040 && (facts.mode & 0o200) === 0
  const isOurGroup = isMounted && [self.group, ...self.groups].includes(facts.group)
  if ((facts.mode & 0o007) !== 0 || (ofGroup !== 0 && !isOurGroup))
    return `can be read by others: chmod 600 ${path}`
  const real = files.realPath(path) ?? resolve(path)
  const folders = new Set([dirname(resolve(path)), dirname(real)])
  return firstOf([...folders].map((folder) => () => folderProblem(folder, files, self, true)))
}

function firstOf(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const why = check()
    if (why !== null) return why
  }
  return null
}

/** The folders above one, without the root of all, which belongs to nobody we know inside a user namespace. */
function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder)
  return above === folder || dirname(above) === above ? [] : [above, ...foldersAbove(above)]
}

function fileProblem(path: string, files: Files, self: Self): string | null {
  const facts = files.facts(path)
  if (facts === null) return null
  if (!isOurs(facts, self)) return `it belongs to user ${facts.owner}, neither to us nor to root`
  return isWrittenByOthers(facts, files, self) ? `others may write it (chmod go-w ${path})` : null
}

function folderProblem(path: string, files: Files, self: Self, stickyWillDo: boolean): string | null {
  const facts = files.facts(path)
  if (facts === null) return null
  if (!isOurs(facts, self))
    return `its folder ${path} belongs to user ${facts.owner}, neither to us nor to root`
  if (stickyWillDo && (facts.mode & STICKY) !== 0) return null
  return isWrittenByOthers(facts, files, self)
    ? `others may write its folder ${path} (chmod go-w ${path})`
    : null
}

function isOurs({ owner }: FileFacts, { user }: Self): boolean {
  return owner === user || owner === ROOT
}

function isWrittenByOthers(facts: FileFacts, files: Files, self: Self): boolean {
  const writers = facts.mode & WRITTEN_BY_OTHERS
  if (writers === 0) return false
  return writers !== 0o020 || !isPrivateGroup(facts.group, files, self)
}

/** Ubuntu gives every user a group of their own, and lets it write whatever they make: nobody else is in it. */
function isPrivateGroup(group: number, files: Files, { user, group: own }: Self): boolean {
  if (group !== own || user === ROOT) return false
  const line = (files.read('/etc/group') ?? '').split('\n').find((l) => l.split(':')[2] === String(group))
  return line !== undefined && (line.split(':')[3] ?? '') === ''
}
