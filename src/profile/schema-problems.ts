import * as z from 'zod/mini'
import type { Problem } from '../errors.ts'
import { didYouMean } from './did-you-mean.ts'
import type { SoundParts } from './sound-parts.ts'
import type { Path, Places } from './places.ts'
import { profileSchema, type RawProfile } from './schema.ts'

/** Keys of the API that a profile must not set, and why. */
const OURS: Readonly<Record<string, string>> = {
  'instance.root_pass': 'is made at random and shown to nobody; remove it',
  'instance.label': 'is set by linode-autoscale: <name>-<n>; remove it',
  'instance.private_ip': 'is set by linode-autoscale; remove it',
  'instance.interface_generation': 'is set by linode-autoscale; remove it',
}

/** What the schema makes of a value: the profile as written, or every problem with its place. */
export function checkSchema(
  value: unknown,
  places: Places,
): { readonly raw: RawProfile | null; readonly problems: readonly Problem[] } {
  const result = profileSchema.safeParse(value)
  if (result.success) return { raw: result.data, problems: [] }
  const issues = flatten(result.error.issues, [])
  const problems = issues.flatMap(({ issue, path }) => toProblems(issue, path, { value, places }))
  return { raw: null, problems }
}

/** The parts that are sound in themselves, whatever is wrong with the others. */
export function soundParts(value: unknown): SoundParts {
  const { name, instance, nodebalancer, size, scale_out, scale_in, load } = profileSchema.shape
  const schema = z.object({ name, instance, nodebalancer, size, scale_out, scale_in, load })
  const kept = Object.entries(schema.shape).filter(
    ([key, part]) => part.safeParse(valueAt(value, [key])).success,
  )
  const partial = z
    .partial(schema)
    .safeParse(Object.fromEntries(kept.map(([key]) => [key, valueAt(value, [key])])))
  return partial.success ? partial.data : {}
}

interface Placed {
  readonly issue: z.core.$ZodIssue
  readonly path: Path
}

/** A union fails with the issues of every option: those that fit the shape of what was written are told. */
function flatten(issues: readonly z.core.$ZodIssue[], base: Path): readonly Placed[] {
  return issues.flatMap((issue): readonly Placed[] => {
    const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))]
    if (issue.code !== 'invalid_union' || issue.errors.length < 2) return [{ issue, path }]
    const fitting = issue.errors.find(([first]) => first?.code !== 'invalid_type' || first.path.length > 0)
    return flatten(fitting ?? issue.errors[0] ?? [], path)
  })
}

function toProblems(
  issue: z.core.$ZodIssue,
  path: Path,
  { value, places }: { readonly value: unknown; readonly places: Places },
): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problemAt([...path, key], places, unknownKey([...path, key])))
  }
  return [problemAt(path, places, messageOf(issue, valueAt(value, path)))]
}

/** One problem, at the place of a path. */
export function problemAt(path: Path, places: Places, message: string): Problem {
  return { at: dotted(path), ...places.find(path), message }
}

function unknownKey(path: Path): string {
  const name = dotted(path)
  const ours = Object.hasOwn(OURS, name) ? OURS[name] : undefined
  if (ours !== undefined) return ours
  const meant = keyMeant(path)
  if (meant === null && path[0] === 'instance' && path.length === 2)
    return 'unknown key; a field of the API that has no place here goes below instance.extra'
  return meant === null ? 'unknown key' : `unknown key, did you mean ${meant}?`
}

function messageOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'is missing'
  if (value === null) return 'is empty'
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'expected a mapping of keys'
  if (issue.message === 'expected text' && (typeof value === 'number' || typeof value === 'boolean'))
    return 'expected text: write it in quotes'
  return issue.message === 'Invalid input'
    ? `is not valid (${issue.code.replaceAll('_', ' ')})`
    : issue.message
}

function dotted(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? key : `${text}.${key}`
  }, '')
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (isRow(at) ? at[key] : undefined), value)
}

/** The key of the schema that was probably meant by what is written at a path; null when none is near. */
export function keyMeant(path: Path): string | null {
  return didYouMean(String(path.at(-1)), keysAt(path.slice(0, -1)))
}

/** The keys that the schema knows at a path. */
function keysAt(path: Path): readonly string[] {
  let at = variants(profileSchema)
  for (const key of path) at = at.flatMap((schema) => stepInto(schema, key))
  return at.flatMap((schema) => (schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : []))
}

function stepInto(schema: z.core.$ZodType, key: string | number): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodMiniArray) return variants(schema.def.element)
  const found =
    schema instanceof z.ZodMiniObject ? new Map(Object.entries(schema.shape)).get(String(key)) : undefined
  return found === undefined ? [] : variants(found)
}

/** What a schema accepts, without the wrappings. */
function variants(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodMiniOptional) return variants(schema.def.innerType)
  if (schema instanceof z.ZodMiniLazy) return variants(schema.def.getter())
  if (schema instanceof z.ZodMiniUnion) return schema.def.options.flatMap(variants)
  return [schema]
}

function isRow(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null
}
