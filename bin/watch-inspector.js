'use strict'
const inspector = require('node:inspector')

/** Whether a person wants an inspector. */
function isWanted() {
  const options = process.execArgv.concat((process.env.NODE_OPTIONS ?? '').split(' '))
  return options.some((option) => /^--inspect(-brk|-wait)?(=|$)/.test(option))
}

/**
 * A SIGUSR1 that comes while Node itself starts opens its inspector, at whatever moment the busy host lets it, instead of reaching us: it is
 * closed again at once, and counts as the signal. Node opens it in the event loop, right after which `look` runs each time, or between two
 * statements, wherefore it is also returned, for whoever does something long.
 */
function watchInspector(onSignal) {
  if (isWanted()) return () => undefined
  const look = () => {
    if (inspector.url() === undefined) return
    inspector.close()
    onSignal()
  }
  // Unref'd, so that it neither keeps the process alive nor the loop from waiting.
  const each = () => {
    look()
    setImmediate(each).unref()
  }
  each()
  return look
}

module.exports = { watchInspector }
