// Leaves V8's code cache beside the chunks that the usual commands load, with every function that they needed: run by the build, in a process of its own.
'use strict'
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { mkdtempSync, rmSync, statSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { loadChunk, loaded } = require('../bin/load-chunk.js')

const root = join(__dirname, '..')
const profile = join(root, 'examples', 'web.yaml')
const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
const wrong = join(folder, 'wrong.yaml')
writeFileSync(wrong, 'name: web\nsizes: 3\n')

async function warm() {
  const bin = join(root, 'bin', 'linode-autoscale.js')
  const sandbox = spawn(process.execPath, [bin, 'sandbox', '-p', profile, '--members', '3'], {
    stdio: 'pipe',
  })
  try {
    const [text] = await once(sandbox.stdout, 'data')
    for (const [, name, value] of String(text).matchAll(/export (\w+)=(\S+)/g)) process.env[name] = value
    const { main } = loadChunk('main.cjs')
    for (const args of [
      ['status', '-p', wrong],
      ['scale-out', '--no-wait', '-p', profile],
      ['status', '-p', profile],
      ['scale-in', '--json', '-p', profile],
    ])
      await main({ args, version: '0.0.0', onSignal: () => undefined })
  } finally {
    sandbox.kill()
    rmSync(folder, { recursive: true })
  }
}

// Of small chunks a cache is larger than what it saves.
const SMALL = 25_000

function keep() {
  for (const [name, { script }] of loaded) {
    const file = join(root, 'dist', name)
    if (statSync(file).size > SMALL) writeFileSync(`${file}.cache`, script.createCachedData())
  }
  process.exitCode = 0
}

void warm().then(keep)
