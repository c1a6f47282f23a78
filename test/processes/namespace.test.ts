import { execa } from 'execa'
import { expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'

const LOCAL =
  'ip link set lo up && ip route add local 192.168.128.0/17 dev lo && ip route add local 198.18.0.0/15 dev lo'

/** A network namespace where the sandbox's addresses are local; null where none can be made. */
async function namespace(): Promise<readonly string[] | null> {
  for (const flags of ['-n', '-rn']) {
    const { exitCode } = await execa('unshare', [flags, 'sh', '-c', LOCAL], { reject: false })
    if (exitCode === 0) return ['unshare', flags, 'sh', '-c']
  }
  return null
}

const inside = await namespace()

// The sandbox, one question to each address, and the sandbox's end.
const STORY = `
const { spawn } = require('node:child_process')
const args = ['bin/linode-autoscale.js', 'sandbox', '-p', 'examples/web.yaml', '--members', '2', '--serve', '--json']
const sandbox = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
const get = async (url) => await (await fetch(url)).text()
sandbox.stdout.once('data', async (told) => {
  process.stdout.write(told)
  const urls = ['http://198.18.0.2/', 'http://192.168.128.2/', 'http://192.168.128.3:9100/metrics']
  console.log(JSON.stringify(await Promise.all(urls.map(get)).catch(String)))
  sandbox.kill('SIGINT')
})`

if (inside === null)
  test('instances at their own addresses: not run, no network namespace can be made here', () => {
    expect(inside).toBeNull()
  })
else
  test('where they are local, instances and NodeBalancers listen at their own addresses and ports', async () => {
    const [program = '', ...flags] = inside
    const { stdout, stderr } = await execa(
      program,
      [...flags, `${LOCAL} && exec "$0" "$@"`, process.execPath, '-e', STORY],
      {
        cwd: ROOT,
        reject: false,
        timeout: 30_000,
      },
    )
    const [told, answers] = stdout.split('\n').map((line): unknown => JSON.parse(line))
    expect(told, stderr).toMatchObject({ nodebalancers: [{ port: 80, url: 'http://198.18.0.2:80' }] })
    expect(answers).toEqual([
      expect.stringMatching(/^web-[12]\n$/),
      'web-1\n',
      expect.stringContaining('node_cpu_seconds_total{cpu="0",mode="idle"}'),
    ])
  })
