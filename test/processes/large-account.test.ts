import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { realClock } from '../../src/sandbox/state/clock.ts'
import { createSandbox } from '../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../src/sandbox/seed.ts'
import { serveSandbox } from '../../src/sandbox/server.ts'
import { FLEET } from '../support/sandbox/api.ts'
import { WEB } from '../support/world.ts'
import { ROOT } from '../support/root.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
/** On the supported minimum; the newer ones take more themselves, and compile what the code cache saves Node 20. */
const MIB_ALLOWED = process.version.startsWith('v20.') ? 88 : 104

// Not maxRSS, which starts at that of the parent: its own peak, in kB.
const TELL_MEMORY = `process.on('exit', () => {
  const { readFileSync, writeSync } = require('node:fs')
  writeSync(2, '\\nmost-memory ' + /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] + '\\n')
})\n`

test.each([
  ['5 members', 5, 995],
  ['1,000 members', 1000, 0],
])(
  `5,000 instances and 1,000 backend nodes, %s: within ${MIB_ALLOWED} MiB`,
  async (_rule, members, foreign) => {
    const sandbox = createSandbox({ clock: realClock(), rateLimits: false })
    seedFleet(sandbox, { ...FLEET, members, foreign })
    for (let n = 0; n < 4_000; n++)
      sandbox.byHand.addInstance({ label: `other-${n}`, tags: [], at: 0, privateIp: false })
    const server = await serveSandbox(sandbox)
    const home = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
    try {
      writeFileSync(join(home, 'tell-memory.cjs'), TELL_MEMORY)
      writeFileSync(join(home, 'web.yaml'), WEB.replace('max: 8', 'max: 1000'))
      const env = { LINODE_URL: server.url, LINODE_TOKEN: sandbox.token, HOME: home }
      const preload = ['--require', join(home, 'tell-memory.cjs')]
      const args = [...preload, BIN, 'status', '--json', '-p', join(home, 'web.yaml')]
      const { exitCode, stderr, stdout } = await execa(process.execPath, args, { env, reject: false })
      expect([exitCode, stdout.includes(`"serving": ${members}`)]).toEqual([0, true])
      const mib = Number(/most-memory (\d+)/.exec(stderr)?.[1]) / 1024
      process.stdout.write(
        `status, ${members} members of 5,000 instances: ${sandbox.log.length} requests, ${mib.toFixed(0)} MiB\n`,
      )
      expect(mib).toBeLessThan(MIB_ALLOWED)
    } finally {
      await server.close()
      rmSync(home, { recursive: true })
    }
  },
)
