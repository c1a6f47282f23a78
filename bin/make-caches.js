'use strict'
// For packages: leaves what V8 makes of the chunks beside them, for every user of this machine, by running the usual commands once against a
// sandbox. Whoever installs runs it with the Node that will run the program: node bin/make-caches.js. Remove dist/cache-* with the rest.
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { installCaches } = require('./code-cache.js')
const { loadChunk, loaded } = require('./load-chunk.js')

const DIST = join(__dirname, '..', 'dist')
const INSTALLED = join(DIST, `cache-${process.versions.v8}-${process.arch}`)
const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
const profile = write(
  'web.yaml',
  `name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, authorized_users: [alice] }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 8 }
`,
)
const wrong = write('wrong.yaml', 'name: web\nsizes: 3\n')

function write(name, text) {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}

async function warm() {
  const bin = join(__dirname, 'linode-autoscale.js')
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

async function install() {
  await warm()
  installCaches(DIST, [...loaded], INSTALLED)
  process.exitCode = 0
}

void install()
