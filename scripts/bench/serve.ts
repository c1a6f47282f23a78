// A sandbox in a process of its own, made new for every run that is measured: the bench asks over IPC, the tool over loopback.
import { realClock } from '../../src/sandbox/state/clock.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../src/sandbox/seed.ts'
import { serveSandbox } from '../../src/sandbox/server.ts'

interface Ask {
  readonly backends: number
  readonly latency: number
}

const FLEET = {
  name: 'web',
  fleetTag: 'fleet:web:12345',
  tags: [],
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian12',
  nodebalancers: [{ id: 12345, configs: [{ id: 67890, port: 80 }] }],
}

function fresh(backends: number): Sandbox {
  const sandbox = createSandbox({ clock: realClock(), rateLimits: false })
  // One place is free: a config takes 1,000 backend nodes, and the one that is added is the last of them.
  if (backends > 0) seedFleet(sandbox, { ...FLEET, members: backends - 1 })
  return sandbox
}

let now = fresh(0)
let latency = 0
const served = await serveSandbox({
  ...now,
  handle: (request) => {
    const reply = now.handle(request)
    if (request.method === 'POST' && request.url.endsWith('/nodes'))
      setTimeout(() => process.send?.('attached'), latency)
    return latency === 0 ? reply : { ...reply, fault: { kind: 'delay', ms: latency } }
  },
})

process.on('message', (ask: Ask | 'log') => {
  if (ask === 'log') {
    process.send?.(now.log.map((e) => `${e.method} ${e.path} ${e.status}`))
    return
  }
  now = fresh(ask.backends)
  // What the account before has left is not collected while the tool is measured.
  globalThis.gc?.()
  latency = ask.latency
  process.send?.({ url: served.url, token: now.token })
})
process.on('disconnect', () => void served.close().then(() => process.exit()))
