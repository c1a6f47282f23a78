/** Controls (C0, DEL, C1), marks of direction and other invisible characters, lone surrogates, line and paragraph ends of Unicode. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
const LINE_ENDS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu
/** Told at a glance, as most texts can be: printable ASCII without the signs that commands are made of. */
const PLAIN = /^[ -"$-9;-~]*$/
const PRINTABLE = /^[ -~]*$/
const COMMANDS = /::.*::|^\s*::|##/
const SUSPECT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|::|##/u

/**
 * What runners of builds obey in the lines they show: `::name::`, `::name with=values::`, and `##[name]`, `##vso[`, `##teamcity[`.
 * An IPv6 address has `::` too: no name is all hexadecimal, and no address has two of them.
 */
const COMMAND = /::(?=[0-9a-f]*[g-z_-][\w-]*(?: [^:]*)?::)/gi
const COMMAND_AT_START = /^(\s*:)(?=:[0-9a-f]*[g-z_-])/i
const OLD_COMMAND = /##(?=\[|vso\[|teamcity\[)/gi

/**
 * A text that is not ours, on one line, as it may be shown, logged, kept or handed to a shell: whatever could move a cursor, end a line, turn its
 * direction or command a runner of builds stands there in visible characters. This is the one place where that is decided.
 */
export function harmless(text: string): string {
  if (isHarmless(text)) return text
  return text
    .replace(LINE_ENDS, ' ')
    .replace(INVISIBLE, (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
    .replace(COMMAND, ': :')
    .replace(COMMAND_AT_START, '$1 ')
    .replace(OLD_COMMAND, '# #')
}

function isHarmless(text: string): boolean {
  return PLAIN.test(text) || !(PRINTABLE.test(text) ? COMMANDS : SUSPECT).test(text)
}

/** Whether there is nothing in a line that `harmless` might change, whatever it was put together from. */
export function isPlainlyHarmless(line: string): boolean {
  return !SUSPECT.test(line)
}

/** Lines of ours, each with texts in it that are not. */
export function harmlessLines(lines: readonly string[]): string {
  return lines.map(harmless).join('\n')
}

/** The same value with every text in it made harmless, keys too. What was one object is still one; where there is nothing to do it is the value itself. */
export function allHarmless<T>(value: T): T
export function allHarmless(value: unknown): unknown {
  return isAllHarmless(value, new Set()) ? value : cleaned(value, new Map())
}

function isAllHarmless(value: unknown, seen: Set<object>): boolean {
  if (typeof value === 'string') return isHarmless(value)
  if (typeof value !== 'object' || value === null || seen.has(value)) return true
  seen.add(value)
  if (Array.isArray(value)) return value.every((each) => isAllHarmless(each, seen))
  if (value instanceof Map) return isAllHarmless([...value], seen)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return true
  return Object.keys(value).every(isHarmless) && Object.values(value).every((v) => isAllHarmless(v, seen))
}

function cleaned(value: unknown, done: Map<object, unknown>): unknown {
  if (typeof value === 'string') return harmless(value)
  if (typeof value !== 'object' || value === null) return value
  const before = done.get(value)
  if (before !== undefined) return before
  if (Array.isArray(value)) return cleanedList(value, done)
  if (value instanceof Map) return new Map([...value].map((pair) => cleanedPair(pair, done)))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const copy: Record<string, unknown> = {}
  done.set(value, copy)
  for (const [key, each] of Object.entries(value)) copy[harmless(key)] = cleaned(each, done)
  return copy
}

function cleanedList(list: readonly unknown[], done: Map<object, unknown>): readonly unknown[] {
  const copy: unknown[] = []
  done.set(list, copy)
  for (const each of list) copy.push(cleaned(each, done))
  return copy
}

function cleanedPair([key, value]: [unknown, unknown], done: Map<object, unknown>): [unknown, unknown] {
  return [cleaned(key, done), cleaned(value, done)]
}
