import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml'

/** A path of keys and indexes into a profile. */
export type Path = readonly (string | number)[]

/** A parsed YAML text that knows where its keys are. */
export interface Places {
  readonly document: Document
  /** The place of the key at a path, or of the nearest thing around it. */
  find(path: Path): { readonly line: number | null; readonly column: number | null }
  /** The place of a character of the text. */
  at(offset: number): { readonly line: number; readonly column: number }
}

/** Parses YAML 1.2, keeping what is needed to point at a line. Problems are in `document.errors`. */
export function parsePlaces(text: string): Places {
  // The parser's own count leaves out line ends inside what it does not understand.
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1)
  const document = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: true,
    merge: false,
    // A `%YAML 1.1` line would bring back merge keys and other meanings of plain words.
    schema: 'core',
    // Odd keys become problems; yaml's own warnings would go to stderr past every renderer.
    logLevel: 'error',
  })
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  return {
    document,
    at,
    find: (path) => {
      const offset = offsetOf(document, path)
      return offset === null ? { line: null, column: null } : at(offset)
    },
  }
}

function offsetOf(document: Document, path: Path): number | null {
  for (let depth = path.length; depth >= 0; depth--) {
    const offset = keyOffset(document, path.slice(0, depth)) ?? valueOffset(document, path.slice(0, depth))
    if (offset !== null) return offset
  }
  return null
}

function keyOffset(document: Document, path: Path): number | null {
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents
  if (!isMap(parent) || path.length === 0) return null
  const pair = parent.items.find(
    (p) => isPair(p) && isScalar(p.key) && String(p.key.value) === String(path.at(-1)),
  )
  return pair !== undefined && isNode(pair.key) ? (pair.key.range?.[0] ?? null) : null
}

function valueOffset(document: Document, path: Path): number | null {
  const node: unknown = path.length > 0 ? document.getIn(path, true) : document.contents
  return isNode(node) ? (node.range?.[0] ?? null) : null
}
