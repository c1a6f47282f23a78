import { bench, describe } from 'vitest'
import { manualClock } from '../../src/sandbox/state/clock.ts'
import { createSandbox } from '../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../src/sandbox/seed.ts'

const FLEET = {
  name: 'web',
  fleetTag: 'fleet:web:12345',
  tags: [],
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian12',
  members: 1000,
  nodebalancers: [{ id: 12345, configs: [{ id: 67890, port: 80 }] }],
}

/** 5,000 instances on the account, 1,000 of them behind one config. */
function large() {
  const sandbox = createSandbox({ clock: manualClock(), rateLimits: false })
  seedFleet(sandbox, FLEET)
  for (let n = 0; n < 4000; n++) sandbox.byHand.addInstance({ label: `other-${n}`, at: 0 })
  return sandbox
}

describe('a large account in the sandbox', () => {
  const sandbox = large()
  const get = (url: string) =>
    sandbox.handle({ method: 'GET', url, headers: { authorization: `Bearer ${sandbox.token}` }, body: '' })
  bench('a page of 500 of 5,000 instances (at most 50 ms)', () => {
    get('/v4beta/linode/instances?page=3&page_size=500')
  })
  bench('a page of 500 of 1,000 backend nodes (at most 50 ms)', () => {
    get('/v4/nodebalancers/12345/configs/67890/nodes?page=2&page_size=500')
  })
  bench('its start (at most 2,000 ms)', () => void large(), {
    iterations: 3,
    time: 0,
    warmupIterations: 0,
    warmupTime: 0,
  })
})
