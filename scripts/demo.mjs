// The whole story for real: starts the sandbox and runs the commands against it as child processes. All that they say goes to standard output, so that it
// stands in the order in which it happened wherever that leads.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'bin', 'linode-autoscale.js')
const profile = join('scripts', 'demo.yaml')
const story = [['status'], ['scale-out', '--dry-run'], ['scale-out'], ['status'], ['scale-in'], ['status']]
const NEXT = `
What to try next, as linode-autoscale or as node bin/linode-autoscale.js:

  linode-autoscale sandbox --members 3 --serve   an account of your own; paste the lines it prints into another terminal,
  linode-autoscale status --watch                look at the fleet,
  linode-autoscale scale-out                     and change it from a third terminal
  linode-autoscale init                          a profile of yours, for your account
  linode-autoscale simulate --help               what a profile would do with a load

Without these lines the same commands work on your account.

docs/README.md is the index of the pages.
`

process.exitCode = await demo()

async function demo() {
  say('linode-autoscale sandbox -p scripts/demo.yaml --members 2 --foreign 1 --speed 60')
  const sandbox = start(
    ['sandbox', '-p', profile, '--members', '2', '--foreign', '1', '--speed', '60'],
    {},
    'pipe',
  )
  try {
    const env = await exportsOf(sandbox)
    console.log(
      '(Its clock runs 60 times as fast as yours: the account is minutes ahead of the lines of a run.)',
    )
    for (const args of story) {
      say(`linode-autoscale ${args.join(' ')}`)
      const code = await ended(start([...args, '-p', profile], env, 1))
      if (code !== 0) return code
    }
    console.log(NEXT)
    return 0
  } finally {
    sandbox.kill('SIGTERM')
    await ended(sandbox)
  }
}

function start(args, env, stdout) {
  return spawn(process.execPath, [bin, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 1],
  })
}

/** Reads the two `export NAME=value` lines that the sandbox prints once it listens. */
async function exportsOf(sandbox) {
  const env = {}
  const died = once(sandbox, 'exit').then(([code]) => {
    throw new Error(`the sandbox ended with exit code ${code}`)
  })
  died.catch(() => undefined)
  const read = async () => {
    for await (const line of createInterface({ input: sandbox.stdout })) {
      console.log(line)
      const [, name, value] = /^export (\w+)=(\S+)$/.exec(line) ?? []
      if (name !== undefined) env[name] = value
      if (env.LINODE_URL && env.LINODE_TOKEN) return env
    }
    return await died
  }
  return await Promise.race([read(), died])
}

async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? 1
}

function say(command) {
  console.log(`\n$ ${command}`)
}
