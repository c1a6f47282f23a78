// The whole story for real: starts the sandbox and runs the commands against it as child processes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'bin', 'linode-autoscale.js')
const profile = join('scripts', 'demo.yaml')
const story = [['status'], ['scale-out'], ['status'], ['scale-in'], ['status']]

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
    for (const args of story) {
      say(`linode-autoscale ${args.join(' ')}`)
      const code = await ended(start([...args, '-p', profile], env, 'inherit'))
      if (code !== 0) return code
    }
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
    stdio: ['ignore', stdout, 'inherit'],
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
