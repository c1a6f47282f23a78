/** Flags that every command takes, and that may stand before it. */
const ALONE = new Set(['--json', '-v', '--verbose'])
const WITH_VALUE = new Set(['-p', '--profile'])

/** The arguments with the command in front: flags that stand before it follow it. As they are where no command comes, or another flag stands before it. */
export function commandFirst(args: readonly string[]): readonly string[] {
  const at = commandAt(args)
  const command = at === null ? undefined : args[at]
  return at === null || command === undefined ? args : [command, ...args.slice(0, at), ...args.slice(at + 1)]
}

function commandAt(args: readonly string[]): number | null {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (!arg.startsWith('-')) return i
    if (WITH_VALUE.has(arg)) i++
    else if (!ALONE.has(arg) && !/^(?:--profile=|-p.)/.test(arg)) return null
  }
  return null
}
