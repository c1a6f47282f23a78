import { isAlias, isNode, isScalar, visit, type Document, type Node, type Scalar } from 'yaml'
import type { Path } from './places.ts'

/** Where values go to programs that nobody here knows: a version 1.10 is not the number 1.1 there, and a commit 1234567e3 is none. */
const PASSED_ON: readonly Path[] = [
  ['instance', 'stackscript_data'],
  ['instance', 'extra'],
]

/** Turns what is read as a number or a truth, and would be written otherwise, back into the text that stands there; a tag such as `!!float` says what is meant. */
export function keepAsWritten(document: Document): void {
  for (const path of PASSED_ON) {
    const node: unknown = document.getIn(path, true)
    if (!isNode(node)) continue
    visit(node, {
      Alias: (_, alias) => copyOf(alias, document),
      Scalar: (_, scalar) => restore(scalar),
    })
  }
}

/** What an alias stands for may be a number where it was written first. */
function copyOf(alias: Node, document: Document): Scalar | undefined {
  const meant = isAlias(alias) ? alias.resolve(document) : undefined
  if (!isScalar(meant)) return undefined
  const copy = meant.clone()
  return isScalar(copy) ? copy : undefined
}

function restore(scalar: Scalar): void {
  const { value, source, tag } = scalar
  const isRead = typeof value === 'number' || typeof value === 'boolean'
  if (isRead && tag === undefined && source !== undefined && String(value) !== source) scalar.value = source
}
