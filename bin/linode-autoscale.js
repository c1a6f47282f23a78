#!/bin/sh
':' //; while read -r key value; do [ "$key" = SigIgn: ] && export LINODE_AUTOSCALE_IGNORED="$value" && break; done 2>/dev/null </proc/self/status; exec node --inspect-port=192.0.2.1:1024 "$0" "$@"
'use strict'
// The line above is for sh alone. Only before Node, which resets them, can be seen which signals the parent wants ignored (nohup); and an inspector
// that a SIGUSR1 opens before the first statement below has to be on an address that no machine has (RFC 5737): it cannot be opened.
// The very first statements: a signal before them kills, a signal after them is kept for the command.
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']
const early = []
let take = (name) => early.push(name)
for (const name of SIGNALS) process.on(name, () => take(name))

const args = process.argv.slice(2)
const versionOf = () => require('../package.json').version

// The text that the build has rendered is 80 columns wide: for another terminal it is rendered anew.
function helpFor() {
  const help = ['-h', '--help']
  if (args.length > 2) return undefined
  if (args.length > 0 && !help.includes(args.at(-1)) && args[0] !== 'help') return undefined
  const { isTTY, columns } = process.stdout
  if (isTTY ? columns !== 80 : args.length === 0) return undefined
  const command = args.length < 2 ? '' : args[0] === 'help' ? args[1] : args[0]
  return require('../dist/help.json')[command]
}

// What could not be told is a failure, except to a reader that went away.
function print(text) {
  const { stdout, stderr } = process
  stdout.on('error', ({ code, message }) => {
    if (code === 'EPIPE') return
    const why = code === 'ENOSPC' ? 'no space is left on the disk' : message
    stderr.write(`error: standard output cannot be written: ${why}\n`)
    process.exitCode = 1
  })
  stdout.write(text)
}

function onSignal(taker) {
  take = taker
  for (const name of early.splice(0)) taker(name)
}

function start() {
  const look = require('./watch-inspector.js').watchInspector(() => take('SIGUSR1'))
  const { isIgnored } = require('./ignored-signals.js')
  const ignored = new Set(SIGNALS.filter(isIgnored()))
  const { loadChunk, keepCaches } = require('./load-chunk.js')
  process.once('exit', () => keepCaches(args))
  const { main } = loadChunk('main.cjs', look)
  void main({
    args,
    version: versionOf(),
    onSignal: (taker) => onSignal((name) => ignored.has(name) || taker(name)),
  })
}

try {
  if (args.length === 1 && ['-V', '--version', 'version'].includes(args[0])) print(`${versionOf()}\n`)
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
