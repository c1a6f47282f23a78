import { relative, resolve, dirname, sep } from 'node:path'
import { crookedLines, homeless, whyNotFile, whyNotPackage } from './rooms.mjs'

const SRC = resolve(import.meta.dirname, '../../src')

/** Where a file lies below src/; null when it lies elsewhere. */
function inSrc(path) {
  const file = relative(SRC, path).split(sep).join('/')
  return file.startsWith('..') ? null : file
}

function whyNot(file, path, from) {
  if (!from.startsWith('.')) return whyNotPackage(file, from)
  const other = inSrc(resolve(dirname(path), from))
  return other === null ? `${from} lies outside src/` : whyNotFile(file, other)
}

/** Holds every import, type-only ones and those at run time too, to the order of the rooms. */
const rooms = {
  create(context) {
    const file = inSrc(context.filename)
    if (file === null) return {}
    const [wrong] = [...crookedLines(), ...homeless(file)]
    if (wrong !== undefined) return { Program: (node) => context.report({ node, message: wrong }) }
    const check = (node) => {
      if (node.source === null) return
      const why = whyNot(file, context.filename, String(node.source.value))
      if (why !== null) context.report({ node, message: why })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    }
  },
}

/** The rules of this house that no linter has ready. */
export default { meta: { name: 'house' }, rules: { rooms } }
