import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'

/** A value of a file of the chain, with the line that it stands on, counted from 1. */
export type Located =
  | { readonly kind: 'mapping'; readonly line: number; readonly entries: ReadonlyMap<string, Located> }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Located[] }
  | {
      readonly kind: 'text'
      readonly line: number
      readonly text: string
      /** What stands behind it on its line as a comment, where a ` #` may have cut it off. */
      readonly comment: string | null
    }
  | { readonly kind: 'nothing'; readonly line: number }

/** What a file holds, or why it cannot be read. */
export type Reading =
  | { readonly kind: 'read'; readonly root: Located }
  | {
      readonly kind: 'unreadable'
      readonly problems: readonly { readonly line: number; readonly what: string }[]
    }

/** More aliases than these are a bomb, and no configuration. */
const MOST_ALIASES = 1000

/** Reads YAML, and so JSON, as the programs of the chain do: plain words keep their spelling, a second document is not looked at. */
export function readLocated(text: string): Reading {
  const lines = new LineCounter()
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  })
  const problems = document.errors
    .filter(({ code }) => code !== 'MULTIPLE_DOCS')
    .map(({ pos, message }) => ({ line: lineAt(lines, pos[0]), what: message.split('\n')[0] ?? message }))
  if (problems.length > 0) return { kind: 'unreadable', problems }
  return { kind: 'read', root: new Reader(document, lines).value(document.contents, 1) }
}

function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line)
}

class Reader {
  readonly #document: Document
  readonly #lines: LineCounter
  #aliases = 0

  constructor(document: Document, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
  }

  value(node: unknown, around: number): Located {
    if (isAlias(node)) {
      this.#aliases++
      const target = this.#aliases > MOST_ALIASES ? undefined : node.resolve(this.#document)
      return this.value(target, this.#lineOf(node, around))
    }
    if (isMap(node)) return this.#mapping(node, around)
    if (isSeq(node)) {
      const line = this.#lineOf(node, around)
      return { kind: 'list', line, items: node.items.map((item) => this.value(item, line)) }
    }
    if (!isScalar(node)) return { kind: 'nothing', line: around }
    const line = this.#lineOf(node, around)
    if (node.value === null || node.value === undefined) return { kind: 'nothing', line }
    const written = node.type === 'PLAIN' && node.source !== undefined ? node.source : `${node.toJSON()}`
    // A block's text begins on the line after its indicator.
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
    return { kind: 'text', line: isBlock ? line + 1 : line, text: written, comment: node.comment ?? null }
  }

  #mapping(node: { items: readonly unknown[] } & Node, around: number): Located {
    const line = this.#lineOf(node, around)
    const entries = new Map<string, Located>()
    for (const item of isMap(node) ? node.items : []) {
      const key = isScalar(item.key) ? String(item.key.value) : ''
      const at = this.#lineOf(item.key, line)
      const value = this.value(item.value, at)
      if (key === '<<') merge(entries, value)
      else entries.set(key, value.kind === 'nothing' ? { kind: 'nothing', line: at } : value)
    }
    return { kind: 'mapping', line, entries }
  }

  #lineOf(node: unknown, around: number): number {
    const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : null
    return range === null || range === undefined ? around : lineAt(this.#lines, range[0])
  }
}

function merge(entries: Map<string, Located>, from: Located): void {
  const sources = from.kind === 'list' ? from.items : [from]
  for (const source of sources)
    for (const [key, value] of source.kind === 'mapping' ? source.entries : [])
      if (!entries.has(key)) entries.set(key, value)
}

/** What stands at a path of keys; nothing, with the line of what is around it, where a key is absent. */
export function at(node: Located, ...path: readonly string[]): Located {
  const [key, ...rest] = path
  if (key === undefined) return node
  const next = node.kind === 'mapping' ? node.entries.get(key) : undefined
  return next === undefined ? { kind: 'nothing', line: node.line } : at(next, ...rest)
}

/** Whether a key is there at all. */
export function has(node: Located, key: string): boolean {
  return node.kind === 'mapping' && node.entries.has(key)
}

/** The text of a plain value, or null. */
export function textOf(node: Located): string | null {
  return node.kind === 'text' ? node.text : null
}

/** The items of a list; none for anything else. */
export function listOf(node: Located): readonly Located[] {
  return node.kind === 'list' ? node.items : []
}

/** The texts of a list of plain values. */
export function textsOf(node: Located): readonly string[] {
  return listOf(node).flatMap((item) => (item.kind === 'text' ? [item.text] : []))
}

/** A mapping of plain values. */
export function labelsOf(node: Located): ReadonlyMap<string, string> {
  const entries = node.kind === 'mapping' ? [...node.entries] : []
  return new Map(
    entries.flatMap(([key, value]) => (value.kind === 'text' ? [[key, value.text] as const] : [])),
  )
}

/** Yes or no as Go's YAML reads it, which knows the words of YAML 1.1 too. */
export function booleanOf(node: Located, unset: boolean): boolean {
  const word = textOf(node)?.toLowerCase()
  if (word === undefined) return unset
  if (/^(?:true|yes|on|y)$/.test(word)) return true
  return /^(?:false|no|off|n)$/.test(word) ? false : unset
}
