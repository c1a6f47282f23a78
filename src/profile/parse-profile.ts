import { ProfileError, type Problem } from '../errors.ts'
import { crossChecks } from './cross-checks.ts'
import { parsePlaces, type Places } from './places.ts'
import type { Profile } from './profile.ts'
import { checkSchema, keyMeant, problemAt, soundParts } from './schema-problems.ts'
import type { RawProfile } from './schema.ts'
import { toProfile, type Needed } from './to-profile.ts'
import type { Files } from './files.ts'
import { keepAsWritten } from './as-written.ts'
import type { InstanceDefaults } from './instance-defaults.ts'
import type { Env } from './find-profile.ts'
import { namesOf, unreadyProblems, USER_DATA, userDataIn } from './unready.ts'
import { userDataProblems } from './user-data.ts'
import { yamlBounds } from './yaml-bounds.ts'
import { yamlProblems } from './yaml-problems.ts'

/** Where a profile's text comes from. */
export interface ProfileSource {
  readonly path: string
  /** Used only where the profile is silent. */
  readonly defaults?: InstanceDefaults
  /** Where the files that it names are looked at; nothing is said of them when left out. */
  readonly files?: Files
  /** Where the values are looked for that it takes from the environment; nothing is said of them when left out. */
  readonly env?: Env
}

/** Reads a profile whole. Throws a ProfileError with everything that is wrong with it at once, each with its line. */
export function parseProfile(text: string, source: ProfileSource): Profile {
  const { path, defaults = {} } = source
  refuseBeyondBounds(text, path)
  const places = parsePlaces(text)
  const { fatal, beside } = yamlProblems(text, places)
  if (fatal.length > 0) throw new ProfileError(path, inOrder([...fatal, ...beside]))
  keepAsWritten(places.document)
  const value = valueOf(places, path)
  const { raw, problems } = checkSchema(value, places)
  const crossed = crossChecks(raw ?? soundParts(value)).map(([at, message]) => problemAt(at, places, message))
  const needed = neededOf(raw, defaults)
  const named = filesNamed(value, source).map((message) => problemAt(USER_DATA, places, message))
  const all = [...beside, ...problems, ...crossed, ...missing(value, defaults, places), ...named]
  const unready = unreadyProblems(value, source, namesOf(raw ?? soundParts(value), needed))
  const lacking = inOrder(unready.map(([at, message]) => problemAt(at, places, message)))
  if (raw === null || all.length > 0) throw new ProfileError(path, inOrder([...all, ...lacking]))
  const profile = toProfile(raw, path, needed, defaults)
  return lacking.length === 0 ? profile : { ...profile, unready: lacking }
}

/** What is wrong with the user data, whatever else is wrong; what cannot be read is told by who needs it. */
function filesNamed(value: object, { path, files }: ProfileSource): readonly string[] {
  const named = userDataIn(value, path)
  if (files === undefined || named === null) return []
  try {
    return userDataProblems(named, files)
  } catch {
    return []
  }
}

/** Before anything is built of it. */
function refuseBeyondBounds(text: string, path: string): void {
  const beyond = yamlBounds(text)
  if (beyond === null) return
  const lines = text.slice(0, beyond.offset).split('\n')
  const [line, column] = [lines.length, (lines.at(-1) ?? '').length + 1]
  throw new ProfileError(path, [{ at: '', line, column, message: beyond.message }])
}

/** An alias bomb and the like are found when the tree is built. */
function valueOf({ document }: Places, path: string): object {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ProfileError(path, [{ at: '', line: null, column: null, message }])
  }
  throw new ProfileError(path, [
    { at: '', line: 1, column: 1, message: 'is no profile: expected keys such as name: and size:' },
  ])
}

function neededOf(raw: RawProfile | null, defaults: InstanceDefaults): Needed {
  const of = (key: 'region' | 'image'): string => raw?.instance[key] ?? defaults[key] ?? ''
  const type = raw?.instance.type ?? defaults.type ?? ''
  return { region: of('region'), types: typeof type === 'string' ? [type] : type, image: of('image') }
}

/** Looked for in what was written, so that a mistake elsewhere does not hide it. A misspelt key is told once. */
function missing(value: object, defaults: InstanceDefaults, places: Places): readonly Problem[] {
  const instance: unknown = 'instance' in value ? value.instance : null
  if (typeof instance !== 'object' || instance === null || Array.isArray(instance)) return []
  const written = new Set(Object.keys(instance).map((key) => keyMeant(['instance', key])))
  const keys = (['region', 'type', 'image'] as const).filter(
    (key) => !written.has(key) && (defaults[key] ?? '') === '',
  )
  return keys.map((key) => problemAt(['instance', key], places, 'is missing'))
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
}
