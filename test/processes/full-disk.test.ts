import { expect, test } from 'vitest'
import { Host } from '../support/processes/host.ts'

const INIT = 'init --name shop --nodebalancer 12345 --config 67890:80 --yes --out'

/** Whatever prints something. */
const PRINTING = [
  'status $P',
  'status $P --json',
  'status $P --prometheus',
  'status $P --history',
  'scale-out $P --dry-run',
  'check $P --json',
  'targets $P',
  'simulate $P --load flash',
  'adopt $P legacy-1',
  'pause $P',
  'resume $P',
  'completion bash',
  'help scale-out',
  '--help',
  '--version',
  'version',
  `${INIT} $HOME/made.yaml`,
]

test(
  'a full disk below standard output is told in one line, and is no success',
  { timeout: 180_000 },
  async () => {
    await using host = await Host.start({ members: 2 })
    for (const line of PRINTING) {
      const { code, err } = await host.shell(`P="-p $HOME/web.yaml"; $NODE $LA ${line} > /dev/full`, 'status')
      const told = err.match(
        /^error: standard output cannot be written: no space is left on the disk$/gm,
      )?.length
      expect([line, code === 0, told]).toEqual([line, false, 1])
    }
  },
)
