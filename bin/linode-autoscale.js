#!/usr/bin/env node
'use strict'
// The very first statements: a signal before them kills, a signal after them is kept for the command.
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']
const early = []
let take = (name) => early.push(name)
for (const name of SIGNALS) process.on(name, () => take(name))

const { version } = require('../package.json')
const args = process.argv.slice(2)

function helpFor() {
  const asked = args.length > 0 && args.length < 3 && ['-h', '--help'].includes(args.at(-1))
  return asked ? require('../dist/help.json')[args.length === 2 ? args[0] : ''] : undefined
}

// A SIGUSR1 that comes while Node itself starts opens its inspector instead of reaching us: close it, and count it as the signal.
function closeInspector() {
  const inspector = require('node:inspector')
  if (inspector.url() === undefined) return
  inspector.close()
  take('SIGUSR1')
}

function watchInspector() {
  if (
    process.execArgv
      .concat(process.env.NODE_OPTIONS ?? '')
      .join(' ')
      .includes('--inspect')
  )
    return
  // Not at once: looking costs a tenth of a short run, and Node has opened it by then.
  for (const ms of [60, 120]) setTimeout(closeInspector, ms).unref()
}

// What could not be told is a failure, except to a reader that went away.
function print(text) {
  const { stdout, stderr } = process
  stdout.on('error', ({ code, message }) => {
    if (code === 'EPIPE') return
    stderr.write(`error: standard output cannot be written: ${message}\n`)
    process.exitCode = 1
  })
  stdout.write(text)
}

function onSignal(taker) {
  take = taker
  for (const name of early.splice(0)) taker(name)
}

function start() {
  watchInspector()
  const { loadChunk } = require('./load-chunk.js')
  void loadChunk('main.cjs').main({ args, version, onSignal })
}

try {
  if (args.length === 1 && ['-V', '--version'].includes(args[0])) print(`${version}\n`)
  else {
    const help = helpFor()
    if (help !== undefined) print(help)
    else start()
  }
} catch (error) {
  if (!['ENOENT', 'MODULE_NOT_FOUND'].includes(error.code) || !String(error.message).includes('dist/'))
    throw error
  process.stderr.write('error: dist/ is missing: run "npm run build" first\n')
  process.exitCode = 1
}
