'use strict'
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const DIST = join(__dirname, '..', 'dist')
const loaded = new Map()

// Compiling the bundle is half of a short run. The build leaves V8's code cache beside each chunk; V8 itself refuses one that another version
// has made, and compiles. Nothing is ever written here.
function cacheOf(file) {
  try {
    return readFileSync(`${file}.cache`)
  } catch {
    return undefined
  }
}

function compile(name) {
  const filename = join(DIST, name)
  const source = `(function (exports, require, module) {${readFileSync(filename, 'utf8')}\n})`
  return new Script(source, { filename, cachedData: cacheOf(filename) })
}

/** A chunk of the bundle, by its file name; its own chunks come the same way. */
function loadChunk(name) {
  const known = loaded.get(name)
  if (known !== undefined) return known.module.exports
  const module = { exports: {} }
  const script = compile(name)
  loaded.set(name, { module, script })
  const requireFrom = (id) => (id.startsWith('./') ? loadChunk(id.slice(2)) : require(id))
  script.runInThisContext().call(module.exports, module.exports, requireFrom, module)
  return module.exports
}

module.exports = { loadChunk, loaded }
