import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loaded } from '../support/loaded-world.ts'
import { ROOT } from '../support/root.ts'
import { shellWords } from '../support/shell-words.ts'
import { WEB, type World } from '../support/world.ts'

const read = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), 'utf8')
const PAGES = ['README.md', 'CONTRIBUTING.md', ...docs()]

function docs(): readonly string[] {
  return readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
}

/** What no test runs here, and why not. */
const NOT_RUN: readonly (readonly [line: RegExp, why: string])[] = [
  [/^npm (?:ci|install|pack|test|run)\b/, 'installs, or runs the gate itself; test/pack and the gate do'],
  [/^FACTS=\S+ npm run prove/, 'every promise once more: ten minutes; CI runs it'],
  [/^apt(?:-get)? install /, 'changes the host as root; npm run test:deb does it in a root of its own'],
  [/^(?:install|cd|systemctl) /, 'changes the host as root; npm run test:deb does it in a root of its own'],
  [/^unshare /, 'needs a network of its own; test/processes/namespace.test.ts makes one'],
  [/^curl .*__sandbox/, 'run by test/docs/sandbox.test.ts'],
  [/^export LINODE_/, 'every run here has both in its environment'],
  [
    /^linode-autoscale sandbox /,
    'serves until a signal ends it; test/commands/sandbox and test/processes do',
  ],
  [/^linode-autoscale scale-out --when '/, 'asks a Prometheus; test/commands/scale/when.test.ts does'],
  [
    /^linode-autoscale monitoring --cloud-init .*\$\(/,
    'the shell makes a checksum of a package; test/commands/monitoring does',
  ],
  [
    /^cd \/etc\/linode-autoscale && linode-autoscale monitoring/,
    'in a folder of the host; the same line without cd is run',
  ],
  [
    /^linode-autoscale monitoring .*--check --root \//,
    'judges this host; test/commands/monitoring has a root of its own',
  ],
  [
    /^(?:(?:\w+|\*)\) text=|case|esac|jq|curl -sS|exec ansible|ssh|while)/,
    'a hook of the reader’s own programs',
  ],
]

interface Line {
  readonly page: string
  readonly text: string
}

/** The lines of every block of shell, with those that go on joined, in the order of the page. */
function linesOf(page: string): readonly Line[] {
  const blocks = [...read(page).matchAll(/^```sh\n([^]*?)^```/gm)].map(([, body = '']) => body)
  return blocks
    .flatMap((body) => body.replaceAll(/\\\n\s*/g, ' ').split('\n'))
    .filter((text) => text.trim() !== '' && !/^\s*#/.test(text))
    .map((text) => ({ page, text }))
}

const isRun = (text: string): boolean =>
  text.startsWith('linode-autoscale ') && !NOT_RUN.some(([line]) => line.test(text))

const GUIDE = join('test', 'check', 'chain', 'guide')

/** An account with whatever a page speaks of: a fleet, the guide's instance and its four files, the profile where pages have it. */
function anAccount(): World {
  const world = loaded(() => 1.2, { members: 2 })
  const { byHand } = world.sandbox
  byHand.addInstance({ label: 'nginx-1b9d6bcd', tags: ['khw,autoscale'], privateIp: true })
  for (const path of ['web.yaml', '/etc/linode-autoscale/web.yaml']) world.files.set(path, WEB)
  for (const name of readdirSync(join(ROOT, GUIDE))) {
    const text = read(GUIDE, name)
    for (const path of [name, `/etc/${name}`, `/etc/prometheus/${name}`]) world.files.set(path, text)
  }
  return world
}

/** One line, by somebody at a terminal who takes what is offered and agrees. */
async function run(world: World, text: string): Promise<string> {
  const [program, ...args] = shellWords(text) ?? []
  expect(program).toBe('linode-autoscale')
  world.stop = new AbortController()
  world.answers = args[0] === 'init' ? [...Array.from({ length: 9 }, () => ''), 'y'] : ['y', 'y']
  if (args[0] === 'init') world.files.delete('linode-autoscale.yaml')
  const running = world.begin(...args)
  const isEndless = args[0] === 'follow' && args.includes('--every')
  if (isEndless) void world.time.sleep(60_000).then(() => world.stop.abort('SIGTERM'))
  const { code, err } = await world.time.run(running)
  // What check finds fails it; a signal ends what stays.
  const sound = code === 0 || (args[0] === 'check' && code === 1) || (isEndless && code === 143)
  return sound ? '' : `${text}: exit ${code}: ${err}`
}

describe('every line of shell of a page is run where it stands, in the order of the page', () => {
  test.each(PAGES)('%s', { timeout: 60_000 }, async (page) => {
    const world = anAccount()
    const wrong: string[] = []
    for (const { text } of linesOf(page).filter((line) => isRun(line.text)))
      wrong.push(await run(world, text))
    expect(wrong.filter((each) => each !== '')).toEqual([])
  })

  const all = PAGES.flatMap(linesOf)

  test('or stands in the list of those that cannot be, with why', () => {
    const others = all.filter(({ text }) => !isRun(text) && !NOT_RUN.some(([line]) => line.test(text.trim())))
    expect(others).toEqual([])
    expect(all.filter(({ text }) => isRun(text)).length).toBeGreaterThan(30)
  })

  test.each(NOT_RUN.map(([line, why]) => [line.source, line, why] as const))(
    '%s stands in a page',
    (_, line) => {
      expect(all.filter(({ text }) => line.test(text.trim())).length).toBeGreaterThan(0)
    },
  )
})
