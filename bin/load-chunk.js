'use strict'
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')
const { readCache, writeCaches } = require('./code-cache.js')

const DIST = join(__dirname, '..', 'dist')
const loaded = new Map()
let look = () => undefined

// Compiling the bundle is half of a short run: V8 is given what it made of each chunk in an earlier one. It refuses what another version of it
// has made, and compiles. The build has made each chunk one function, of ASCII alone: V8 takes the text as it is, at a byte a character.
function compile(name) {
  const filename = join(DIST, name)
  return new Script(readFileSync(filename, 'latin1'), { filename, cachedData: readCache(DIST, name) })
}

/** A chunk of the bundle, by its file name; its own chunks come the same way. `whenLoaded` is called after each from then on. */
function loadChunk(name, whenLoaded = look) {
  look = whenLoaded
  const known = loaded.get(name)
  if (known !== undefined) return known.module.exports
  const module = { exports: {} }
  const script = compile(name)
  loaded.set(name, { module, script })
  look()
  const requireFrom = (id) => (id.startsWith('./') ? loadChunk(id.slice(2)) : require(id))
  script.runInThisContext().call(module.exports, module.exports, requireFrom, module)
  return module.exports
}

/** Leaves for the next run what V8 made of the chunks: of those that had no cache, and of all when a command went well for the first time. */
function keepCaches(args) {
  const command = process.exitCode === 0 ? args.find((arg) => /^[a-z][a-z-]{0,20}$/.test(arg)) : undefined
  writeCaches(DIST, [...loaded], { command })
}

module.exports = { loadChunk, keepCaches, loaded }
