// Makes the pictures of docs/screens.md from real output: the commands run in a real terminal (tmux) of 80 columns against the sandbox; and the plot of a refresh.
// Usage: npm run pictures [-- --screens]   the screens alone
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { terminalSvg } from './terminal-svg.mjs'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs', 'pictures')
const bin = join(root, 'bin', 'linode-autoscale.js')
/** Where they are taken: a short path, and nothing else in it. */
const PLACE = '/tmp/shop'
const PROFILE = join(PLACE, 'shop.yaml')
const [COLUMNS, ROWS] = [80, 24]
const SOCKET = `pictures-${process.pid}`

/** What is shown; `after` is how long the screen is given, in milliseconds, when the command does not end by itself or is shown in its midst. */
const PICTURES = [
  { name: 'status', command: ['status'] },
  { name: 'dry-run', command: ['scale-out', '--dry-run'] },
  { name: 'monitoring', command: ['monitoring'] },
  { name: 'scale-out', command: ['scale-out', '--by', '28'], after: 2500 },
  { name: 'watch', command: ['status', '--watch'], after: 3000 },
]

function tmux(...args) {
  const { status, stdout, stderr } = spawnSync('tmux', ['-L', SOCKET, '-f', '/dev/null', ...args], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`)
  return stdout
}

const pause = async (ms) => await new Promise((resolve) => setTimeout(resolve, ms))

async function ended(name) {
  for (let waited = 0; waited < 60_000; waited += 200) {
    if (tmux('display-message', '-p', '-t', name, '#{pane_dead}').trim() === '1') return
    await pause(200)
  }
  throw new Error(`${name} does not end`)
}

async function take({ name, command, after }, env) {
  const variables = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`])
  const line = `linode-autoscale ${command.join(' ')}`
  const shown = `exec '${process.execPath}' '${bin}' ${command.join(' ')} -p ${PROFILE}`
  tmux(
    'new-session',
    '-d',
    '-s',
    name,
    '-x',
    String(COLUMNS),
    '-y',
    String(ROWS),
    '-c',
    PLACE,
    ...variables,
    shown,
  )
  tmux('set-option', '-t', name, 'remain-on-exit', 'on')
  if (after === undefined) await ended(name)
  else await pause(after)
  const screen = tmux('capture-pane', ...(after === undefined ? ['-S', '-'] : []), '-e', '-p', '-t', name)
  tmux('kill-session', '-t', name)
  writeFileSync(
    join(folder, `${name}.svg`),
    terminalSvg(`$ \u001B[1m${line}\u001B[0m\n${screen.replace(/Pane is dead.*/, '')}`, COLUMNS),
  )
}

async function sandbox() {
  const args = ['sandbox', '-p', PROFILE, '--members', '3', '--foreign', '1', '--speed', '60', '--json']
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  const [told] = await once(child.stdout, 'data')
  const { url, token } = JSON.parse(String(told))
  return { child, env: { LINODE_URL: url, LINODE_TOKEN: token } }
}

// A refresh under load is drawn from what a test sees of it.
if (!process.argv.includes('--screens')) drawRefresh()

function drawRefresh() {
  const drawn = spawnSync(
    'npx',
    ['vitest', 'run', 'test/processes/refresh.test.ts', '-t', 'every member of six'],
    {
      cwd: root,
      env: { ...process.env, PICTURES: '1' },
      stdio: 'inherit',
    },
  )
  if (drawn.status !== 0) throw new Error('the refresh under load could not be drawn')
}

mkdirSync(folder, { recursive: true })
mkdirSync(PLACE)
copyFileSync(join(root, 'scripts', 'screens.yaml'), PROFILE)
const { child, env } = await sandbox()
try {
  tmux('new-session', '-d', '-s', 'keep', '-x', String(COLUMNS), '-y', String(ROWS), 'sleep 600')
  tmux('set-option', '-g', 'remain-on-exit', 'on')
  tmux('set-option', '-g', 'default-terminal', 'screen-256color')
  for (const picture of PICTURES) await take(picture, env)
} finally {
  tmux('kill-server')
  child.kill()
  rmSync(PLACE, { recursive: true })
}
