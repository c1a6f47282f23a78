/** What a help text says. */
export interface Help {
  readonly usage: string
  readonly about: readonly string[]
  readonly lists: readonly {
    readonly title: string
    readonly items: readonly (readonly [string, string])[]
  }[]
  readonly tail: readonly string[]
}

export function readHelp(help: string): Help
export function manPage(
  help: Readonly<Record<string, string>>,
  about: { readonly name: string; readonly version: string; readonly description: string },
): string
