import { once } from 'node:events'
import { join } from 'node:path'
import { execa } from 'execa'
import { bench, describe, expect } from 'vitest'
import { loadFor } from '../support/load-generator.ts'
import { ROOT } from '../support/root.ts'

const ONCE = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 }

/** The sandbox in a process of its own: the load must not share a thread with what carries it. */
async function carryingSandbox() {
  const args = ['sandbox', '-p', join(ROOT, 'examples', 'web.yaml'), '--members', '4', '--serve', '--json']
  const child = execa(process.execPath, [join(ROOT, 'bin', 'linode-autoscale.js'), ...args], {
    reject: false,
  })
  const [told] = await once(child.stdout, 'data')
  const url = /"url":"([^"]+)"/.exec(String(told).split('nodebalancers')[1] ?? '')?.[1] ?? ''
  return { child, url }
}

describe('real traffic', () => {
  bench(
    '1,000 new connections a second for 10 s, none failed',
    async () => {
      const { child, url } = await carryingSandbox()
      const { sent, failed, reasons, p99 } = await loadFor(url, 1000, 10_000)
      child.kill('SIGINT')
      await child
      console.log(`real traffic: ${sent} connections in 10 s, ${failed} failed, 99% within ${p99} ms`)
      expect([failed, reasons]).toEqual([0, []])
      expect(sent).toBeGreaterThan(9500)
    },
    ONCE,
  )
})
