'use strict'
const fs = require('node:fs')
const { dirname, isAbsolute, join } = require('node:path')

// Of small chunks a cache is larger than what it saves.
const SMALL = 25_000
const MONTH = 30 * 24 * 3_600_000

/** V8 itself only compares the length of a source: a folder is for one bundle, and for one V8. */
function keyOf(dist) {
  const bundle = fs.readFileSync(join(dist, 'bundle-id'), 'latin1').trim()
  return `${bundle}-${process.versions.v8}-${process.arch}`
}

/** The user's folder of caches; null without a home, or where it is not the user's own. */
function usersFolder() {
  const { XDG_CACHE_HOME: cache, HOME: home } = process.env
  const base = cache || (home && join(home, '.cache'))
  return base && isAbsolute(base) ? join(base, 'linode-autoscale') : null
}

/** What it holds is run: it must be ours, and nobody else may write it. */
function isOurs(path, mode) {
  try {
    const stat = fs.lstatSync(path)
    return stat.uid === process.geteuid() && (stat.mode & mode) === 0 && !stat.isSymbolicLink()
  } catch {
    return false
  }
}

const folders = new Map()

/** The user's folder for a bundle; null where there is none that may be believed. */
function folderOf(dist) {
  const known = folders.get(dist)
  if (known !== undefined) return known
  const whole = usersFolder()
  const found = whole !== null && isOurs(whole, 0o077) ? join(whole, keyOf(dist)) : null
  const folder = found !== null && isOurs(found, 0o077) ? found : null
  folders.set(dist, folder)
  return folder
}

function bytesOf(path) {
  try {
    return fs.readFileSync(path)
  } catch {
    return undefined
  }
}

/** What V8 made of a chunk: beside it, where whoever installed the program has left it, or in the user's folder; undefined without. */
function readCache(dist, name) {
  try {
    const installed = bytesOf(join(dist, `cache-${process.versions.v8}-${process.arch}`, name))
    if (installed !== undefined) return installed
    const folder = folderOf(dist)
    return folder !== null && isOurs(join(folder, name), 0o022) ? bytesOf(join(folder, name)) : undefined
  } catch {
    return undefined
  }
}

/** Made with its parent, which must be the user's own too. */
function makeFolder(dist) {
  const whole = usersFolder()
  if (whole === null) return null
  if (!fs.existsSync(whole)) {
    const parent = dirname(whole)
    // One by one: below /proc Node's own way to make all of them never ends.
    if (!fs.existsSync(parent)) {
      if (!isOurs(dirname(parent), 0o022)) return null
      fs.mkdirSync(parent, { mode: 0o700 })
    }
    if (!isOurs(parent, 0o022)) return null
    fs.mkdirSync(whole, { mode: 0o700 })
  }
  if (!isOurs(whole, 0o077)) return null
  const folder = join(whole, keyOf(dist))
  if (!fs.existsSync(folder)) {
    removeOld(whole)
    fs.mkdirSync(folder, { mode: 0o700 })
  }
  return isOurs(folder, 0o077) ? folder : null
}

/** Of bundles and versions that nobody runs any more. */
function removeOld(whole) {
  for (const name of fs.readdirSync(whole)) {
    const path = join(whole, name)
    if (Date.now() - fs.lstatSync(path).mtimeMs > MONTH) fs.rmSync(path, { recursive: true, force: true })
  }
}

/** Whole or not at all, under a name that nobody can foresee, and through no link. */
function write({ folder, mode }, name, bytes) {
  const beside = join(folder, `.${process.pid}-${Math.random().toString(36).slice(2)}`)
  fs.writeFileSync(beside, bytes, { flag: 'wx', mode })
  fs.renameSync(beside, join(folder, name))
}

function isLarge(dist, name) {
  return fs.statSync(join(dist, name)).size > SMALL
}

/**
 * Keeps what V8 made of chunks, in the user's folder: of those that came without a cache, and of all of them when a command has ended well for
 * the first time, since each needs functions that no other has. Without a folder, and when anything fails, nothing is kept.
 */
function writeCaches(dist, chunks, { command }) {
  try {
    const missing = chunks.filter(
      ([name, { script }]) => script.cachedDataRejected !== false && isLarge(dist, name),
    )
    const known = folderOf(dist)
    const isNew = command !== undefined && known !== null && !fs.existsSync(join(known, `.${command}`))
    if (missing.length === 0 && !isNew) return
    const folder = makeFolder(dist)
    if (folder === null) return
    const place = { folder, mode: 0o600 }
    keep(place, isNew ? chunks.filter(([name]) => isLarge(dist, name)) : missing)
    if (command !== undefined) write(place, `.${command}`, '')
  } catch {
    // A full disk, a home that is read-only: the next run is a little slower, and that is all.
  }
}

/** Keeps what V8 made of the larger chunks in a folder that everybody may read. */
function installCaches(dist, chunks, folder) {
  fs.mkdirSync(folder, { recursive: true })
  keep(
    { folder, mode: 0o644 },
    chunks.filter(([name]) => isLarge(dist, name)),
  )
}

function keep(place, chunks) {
  for (const [name, { script }] of chunks) write(place, name, script.createCachedData())
}

module.exports = { readCache, writeCaches, installCaches }
