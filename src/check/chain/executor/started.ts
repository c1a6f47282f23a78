import type { Host } from '../chain-context.ts'

/** What a command of the executor starts, looked at through `env`, `sudo`, shells and wrappers. */
export type Started =
  | {
      readonly kind: 'ours'
      /** The program, as it is found in the end. */
      readonly program: string
      /** What follows it. */
      readonly args: readonly string[]
      /** The name of the wrapper that an alert's signal ends instead of us. */
      readonly shell: string | null
    }
  | { readonly kind: 'another-scaler'; readonly program: string }
  | { readonly kind: 'other' }

const OURS = /^linode-autoscale(?:\.js|\.cjs)?$/
const LINODE_CLI = /^(?:linode-cli|lin)$/
/** The guide's own script, and what people call theirs. */
const SCALER = /^(?:auto)?scal(?:e|er|ing)(?:[-_.]?(?:out|in|up|down))?(?:\.(?:sh|bash|py))?$/i
const MAKES_LINODES = /\b(?:linode-cli|lin)\s+linodes\s+(?:create|rm|delete|remove)|\/linode\/instances\b/
const SHELL = /^(?:ba|da|k|z)?sh$/
/** Programs that start another one, with those of their flags that take a word, and how many words come before the program. */
const WRAPPERS: Readonly<Record<string, { readonly flags: string; readonly words: number }>> = {
  env: { flags: 'uCS', words: 0 },
  sudo: { flags: 'ughpCrtT', words: 0 },
  nice: { flags: 'n', words: 0 },
  ionice: { flags: 'cnp', words: 0 },
  nohup: { flags: '', words: 0 },
  setsid: { flags: '', words: 0 },
  exec: { flags: 'a', words: 0 },
  time: { flags: 'fo', words: 0 },
  stdbuf: { flags: 'ioe', words: 0 },
  runuser: { flags: 'ugG', words: 0 },
  setpriv: { flags: '', words: 0 },
  node: { flags: 'r', words: 0 },
  nodejs: { flags: 'r', words: 0 },
  npx: { flags: 'p', words: 0 },
  'systemd-cat': { flags: 'tp', words: 0 },
  'systemd-run': { flags: 'pEut', words: 0 },
  timeout: { flags: 'sk', words: 1 },
  flock: { flags: 'wEc', words: 1 },
  chrt: { flags: '', words: 1 },
}
const DEEPEST = 8

/** What a program with these arguments starts in the end. */
export function startedBy(argv: readonly string[], host: Host, depth = 0): Started {
  const [program = '', ...args] = argv
  const name = program.slice(program.lastIndexOf('/') + 1)
  if (OURS.test(name)) return { kind: 'ours', program, args, shell: null }
  if (depth > DEEPEST) return { kind: 'other' }
  if (SHELL.test(name)) return throughShell(program, args, { host, depth })
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined
  if (wrapper !== undefined) return startedBy(unwrapped(args, wrapper), host, depth + 1)
  return throughScript(program, args, { host, depth })
}

function unwrapped(
  args: readonly string[],
  { flags, words }: { readonly flags: string; readonly words: number },
): readonly string[] {
  let i = 0
  while (i < args.length) {
    const word = args[i] ?? ''
    if (word === '--') {
      i++
      break
    }
    if (word === '-S' || word === '--split-string') return (args[i + 1] ?? '').split(/\s+/)
    const takesWord = /^-[A-Za-z]$/.test(word) && flags.includes(word[1] ?? '-')
    if (!word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word)) break
    i += takesWord ? 2 : 1
  }
  return args.slice(i + words)
}

interface Looking {
  readonly host: Host
  readonly depth: number
}

/** `sh -c "..."`, or a script that a shell is given. */
function throughShell(shell: string, args: readonly string[], looking: Looking): Started {
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg))
  if (at >= 0) return inText(args[at + 1] ?? '', shell, looking)
  const script = args.findIndex((arg) => !arg.startsWith('-'))
  return script < 0 ? { kind: 'other' } : startedBy(args.slice(script), looking.host, looking.depth + 1)
}

/** A script whose text is on this host tells what it starts; of another only its name does. */
function throughScript(program: string, args: readonly string[], { host, depth }: Looking): Started {
  const name = program.slice(program.lastIndexOf('/') + 1)
  if (LINODE_CLI.test(name)) {
    const isScaler = args.some(
      (arg) => arg === 'create' || /^node-(?:create|delete)$|^(?:rm|delete)$/.test(arg),
    )
    return isScaler ? { kind: 'another-scaler', program } : { kind: 'other' }
  }
  const text = host.script(program)
  const inside = text === null ? null : inText(text, program, { host, depth })
  if (inside !== null && inside.kind === 'ours')
    return { ...inside, args: inside.args.flatMap((arg) => (/^"?\$[@*]"?$/.test(arg) ? args : [arg])) }
  if (inside !== null && inside.kind !== 'other') return { ...inside, program }
  return SCALER.test(name) ? { kind: 'another-scaler', program } : { kind: 'other' }
}

/** What the lines of a shell start: ours if one of them does. */
function inText(text: string, shell: string, { host, depth }: Looking): Started {
  const lines = text.replaceAll('\\\n', ' ').split(/\n|;|&&|\|\|?/)
  const code = lines.map((line) => line.replace(/(?:^|\s)#.*$/, '').trim()).filter((line) => line !== '')
  const each = code.map((line) => startedBy(wordsOf(line), host, depth + 1))
  const ours = each.find((one) => one.kind === 'ours')
  if (ours !== undefined) {
    const replaces = code.some((line) => /^exec\s/.test(line)) || code.length === 1
    return { ...ours, shell: replaces ? null : shell }
  }
  if (MAKES_LINODES.test(code.join('\n'))) return { kind: 'another-scaler', program: shell }
  return each.find((one) => one.kind === 'another-scaler') ?? { kind: 'other' }
}

/** The words of a simple line, quotes taken off, redirections left out. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []
  const plain = words.filter((word) => !/^\d*[<>]/.test(word))
  return plain.map((word) => (/^"\$[@*]"$/.test(word) ? word : word.replaceAll(/["']/g, '')))
}
