/** A flag, under commander's own names. */
interface Option {
  readonly flags: string
  readonly long?: string | undefined
  readonly short?: string | undefined
  readonly description: string
  readonly required: boolean
  readonly optional: boolean
  readonly variadic: boolean
  readonly argChoices?: readonly string[]
}

/** A command with its flags, or the program with its commands, under commander's own names. */
interface Command {
  name(): string
  summary(): string
  readonly commands: readonly Command[]
  readonly options: readonly Option[]
  readonly registeredArguments: readonly { readonly argChoices?: readonly string[] }[]
}

/** What a shell is to offer: words of ours, or files, which it finds and quotes by itself. */
export type Offer =
  | { readonly kind: 'words'; readonly words: readonly (readonly [word: string, what: string])[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'profiles' }
  | { readonly kind: 'folders' }

const NOTHING: Offer = { kind: 'words', words: [] }

/** What may stand where the cursor is: at the end of the last of the words, which may be empty. Looks at nothing but the command line. */
export function completeWords(program: Command, words: readonly string[]): Offer {
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  const command = commandOf(program, before)
  const [flag, value] = splitAssignment(current)
  const assigned = value === null ? null : optionOf(command, flag)
  if (assigned !== null && value !== null) return prefixed(valueOf(assigned), value)
  const last = optionOf(command, before.at(-1) ?? '')
  if (last?.required === true || (last?.optional === true && !current.startsWith('-')))
    return prefixed(valueOf(last), current)
  if (current.startsWith('-')) return prefixed(flagsOf(command, before), current)
  return prefixed(command === program ? commandsOf(program) : argumentOf(command), current)
}

function commandOf(program: Command, words: readonly string[]): Command {
  return program.commands.find((c) => words.includes(c.name())) ?? program
}

/** `--profile=web` is a flag and what there is of its value. */
function splitAssignment(word: string): readonly [string, string | null] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at === -1 ? [word, null] : [word.slice(0, at), word.slice(at + 1)]
}

function optionOf(command: Command, word: string): Option | null {
  return command.options.find((o) => o.long === word || o.short === word) ?? null
}

/** What a flag takes is told by its own help: `<file>`, `<dir>`, or choices. */
function valueOf({ flags, long, argChoices }: Option): Offer {
  if (long === '--profile') return { kind: 'profiles' }
  if (/[<[](?:file|path)/.test(flags)) return { kind: 'files' }
  if (/[<[]dir/.test(flags)) return { kind: 'folders' }
  return { kind: 'words', words: (argChoices ?? []).map((choice) => [choice, '']) }
}

function commandsOf(program: Command): Offer {
  return { kind: 'words', words: program.commands.map((c) => [c.name(), c.summary()]) }
}

/** Arguments of which nobody can know the values without asking an account are left to the person. */
function argumentOf({ registeredArguments }: Command): Offer {
  const [first] = registeredArguments
  return first === undefined
    ? NOTHING
    : { kind: 'words', words: (first.argChoices ?? []).map((choice) => [choice, '']) }
}

function flagsOf(command: Command, before: readonly string[]): Offer {
  const left = command.options.filter(
    ({ long, short, variadic }) => variadic || !before.some((word) => word === long || word === short),
  )
  const words = left.map(({ long, short, description }) => [long ?? short ?? '', description] as const)
  return { kind: 'words', words: [...words, ['--help', 'what there is']] }
}

function prefixed(offer: Offer, begun: string): Offer {
  if (offer.kind !== 'words') return offer
  return { ...offer, words: offer.words.filter(([word]) => word.startsWith(begun)) }
}
