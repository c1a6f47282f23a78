'use strict'
const { readFileSync } = require('node:fs')
const { constants } = require('node:os')

/** A mask of signals, as /proc has it; null where there is no such file. */
function maskOf(process) {
  try {
    return /^SigIgn:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${process}/status`, 'latin1'))?.[1] ?? null
  } catch {
    return null
  }
}

function has(mask, name) {
  return mask !== null && ((BigInt(`0x${mask}`) >> BigInt(constants.signals[name] - 1)) & 1n) === 1n
}

/** nohup leaves its name with most shells, and gives a program of a terminal a standard input that cannot be read. */
function isNohup() {
  if (/(^|\/)nohup$/.test(process.env._ ?? '')) return true
  try {
    return /^flags:\s*\d*1$/m.test(readFileSync('/proc/self/fdinfo/0', 'latin1'))
  } catch {
    return false
  }
}

/**
 * Tells of a signal whether it was ignored when the program was started. Node has reset that. Started by its own name it is known for certain
 * (the launcher's first line); started as an argument of node it is what the parent ignores itself, save SIGTERM, which interactive shells
 * ignore for themselves alone.
 */
function isIgnored() {
  const mask = process.env.LINODE_AUTOSCALE_IGNORED
  // It is for nobody else: a hook has signals of its own.
  delete process.env.LINODE_AUTOSCALE_IGNORED
  if (/^[0-9a-f]{1,32}$/.test(mask ?? '')) return (name) => has(mask, name)
  const parents = maskOf(process.ppid)
  const byNohup = isNohup()
  return (name) => (name === 'SIGHUP' && byNohup) || (name !== 'SIGTERM' && has(parents, name))
}

module.exports = { isIgnored }
