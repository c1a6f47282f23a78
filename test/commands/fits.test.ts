import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { tally } from '../support/tally.ts'
import { WEB_ON_TWO, World } from '../support/world.ts'

const LONG = 'a-shop-in-the-north-east'
const PROFILE = WEB_ON_TWO.replace('name: web', `name: ${LONG}`).replace('max: 8', 'max: 400')

const BY_LOAD = `${PROFILE}load: { target: 0.6 }
prometheus: { url: "http://127.0.0.1:9090" }
`
const WRONG = `${PROFILE.replace('min: 2', 'min: 500')}loda: { high: 0.7 }
prometheus: { url: nowhere }
`

/** Every command that has a help of its own. */
const HELPED =
  'scale-out scale-in status reconcile follow refresh simulate check pause resume adopt init monitoring rehearse sandbox targets completion help version'.split(
    ' ',
  )

/** Everything that prints lines for a person. */
const COMMANDS: readonly (readonly string[])[] = [
  ['status'],
  ['status', '-v'],
  ['status', '-o', 'wide'],
  ['status', '--history'],
  ['status', '--history', '30d', '-v'],
  ['scale-out', '--dry-run'],
  ['scale-out', '--dry-run', '-v', '--force'],
  ['scale-in', '--dry-run'],
  ['refresh', '--dry-run', '-v'],
  ['refresh', '--older-than', '1h', '--dry-run'],
  ['follow'],
  ['follow', '-p', 'by-load.yaml', '--dry-run', '-v'],
  ['scale-in', '--by', '2', '--dry-run', '--force'],
  ['reconcile', '--dry-run'],
  ['reconcile', '--no-wait'],
  ['scale-out', '--no-wait', '--force'],
  ['check'],
  ['check', '-v', '--everywhere'],
  ['monitoring', '--out', 'made', '--program', '/usr/bin/linode-autoscale'],
  ['monitoring', '--out', 'made', '--check'],
  ['monitoring', '--check', '--root', '/'],
  ['monitoring', '-p', 'by-load.yaml', '--out', 'of-load', '--discovery', 'file'],
  ['monitoring', '--cloud-init'],
  ['rehearse'],
  ['pause', '--for', '2h'],
  ['scale-in'],
  ['resume'],
  ['resume'],
  ['adopt', 'legacy-1'],
  ['adopt', 'leg*', '--dry-run'],
  ['adopt', '--all', '--dry-run'],
  ['init', '--out', 'new.yaml', '--yes'],
  ['init', '--dry-run', '--name', LONG, '--nodebalancer', '12345', '--config', '67890', '--yes'],
  ['init', '--out', 'new.yaml', '--name', 'x', '--nodebalancer', '12345', '--config', '67890', '--yes'],
  ['targets', '-p', 'linode-autoscale.yaml', '-p', 'none.yaml'],
  ['pause', '-p', 'linode-autoscale.yaml', '-p', 'none.yaml'],
  ['simulate', '--load', 'flash', '-v'],
  ['simulate', '--load', 'day', '--with', 'by-load.yaml'],
  ['status', '-p', 'wrong.yaml'],
  ['check', '-p', 'wrong.yaml'],
  ['scale-out', '--by', '999'],
  ['scale-out', '--to', '3', '--keep', '2h', '--dry-run'],
  ['scale-out', '--by', 'x'],
  ['scale-out', '--bye'],
  ['nonsense'],
  ['--help'],
  ['help', 'scale-out'],
  ...HELPED.map((name) => [name, '--help']),
]

/** A fleet in which some members are odd. */
function aWorld(members: number, columns: number | null): World {
  const world = new World({ profile: PROFILE, members })
  world.sandbox.byHand.addTag(`${LONG}-2`, 'keep')
  world.markLeaving(`${LONG}-3`)
  world.pin(`${LONG}-1`, 'DOWN')
  world.files.set('by-load.yaml', BY_LOAD)
  world.files.set('wrong.yaml', WRONG)
  if (columns !== null) world.terminal = { columns: () => columns, rows: () => 24, color: true }
  return world
}

const linesOf = (text: string): readonly string[] => stripVTControlCharacters(text).split(/[\n\r]/)

async function printed(world: World, args: readonly string[]) {
  const { out, err } = await world.run(...args)
  return { out: linesOf(out), all: linesOf(out + err) }
}

/** Words that stand in a text, without what ends a line that was cut. */
const wordsOf = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => line.split(/[\s:;,]+/)).filter((word) => word !== '' && word !== '…')

/** A word, and where it may be broken: a path and a query at their own joints. */
function partsOf(word: string): readonly string[] {
  const joints = [...word.matchAll(/[?&/]/g)].map(({ index }) => index + 1)
  const ends = [0, ...joints, word.length]
  return ends.flatMap((from, i) => ends.slice(i + 1).map((to) => word.slice(from, to)))
}

describe.each([60, 80, 120])('on a terminal of %d columns', (columns) => {
  test.each([3, 30, 300])(
    'everything fits, and no word is broken: %d members',
    { timeout: 120_000 },
    async (members) => {
      const narrow = aWorld(members, columns)
      const wide = aWorld(members, null)
      for (const args of COMMANDS) {
        const lines = await printed(narrow, args)
        const whole = new Set(wordsOf((await printed(wide, args)).out).flatMap(partsOf))
        for (const line of lines.all) {
          expect(line.length, `${args.join(' ')}: ${line}`).toBeLessThanOrEqual(columns)
          tally('lines that fit', 1)
        }
        const broken = wordsOf(lines.out).filter((word) => !whole.has(word) && !isOfItsOwn(word))
        expect(broken, args.join(' ')).toEqual([])
      }
    },
  )
})

test(
  'a terminal that takes text alone gets no escape at all, from any command',
  { timeout: 120_000 },
  async () => {
    const world = aWorld(3, 80)
    world.terminal = { columns: () => 80, rows: () => 24, color: false, isDumb: true }
    const escaped: string[] = []
    for (const args of [...COMMANDS, ['scale-out', '--force'], ['reconcile']]) {
      const { out, err } = await world.run(...args)
      if (`${out}${err}`.includes('\u001B')) escaped.push(args.join(' '))
    }
    expect(escaped).toEqual([])
  },
)

test.each([60, 80, 120])('what the sandbox says fits %d columns, but for what is pasted', async (columns) => {
  const world = aWorld(3, columns)
  const running = world.begin('sandbox', '--members', '3')
  world.stop.abort('SIGTERM')
  const { out, err } = await running
  expect(linesOf(out).filter((line) => line !== '' && !/^export LINODE_\w+=\S+$/.test(line))).toEqual([])
  expect(err).toContain('sandbox: listening')
  expect(Math.max(...linesOf(err).map((line) => line.length))).toBeLessThanOrEqual(columns)
})

const UPWARDS = new RegExp(`${String.fromCodePoint(27)}\\[\\d+A`)

/** The pictures that were drawn over one another: what stands between two moves of the cursor upwards. */
function picturesIn(err: string): readonly (readonly string[])[] {
  return err
    .split(UPWARDS)
    .map((drawn) => drawn.split('\n').filter((line) => line.includes('\u001B[2K')))
    .filter((lines) => lines.length > 0)
}

describe.each([
  [60, 14],
  [80, 24],
])('live progress on a terminal of %d columns and %d rows', (columns, rows) => {
  test.each([
    ['scale-out', '--by', '28'],
    ['scale-in', '--by', '20', '--yes'],
    ['reconcile', '--yes'],
    ['refresh', '--yes'],
  ])('never has more lines than rows, nor longer ones: %s %s %s', { timeout: 120_000 }, async (...args) => {
    const world = new World({
      profile: PROFILE.replace('min: 2', 'min: 30'),
      members: args[0] === 'reconcile' ? 2 : 30,
    })
    if (args[0] === 'scale-in') world.profile((text) => text.replace('min: 30', 'min: 2'))
    if (args[0] === 'refresh') world.profile((text) => text.replace('g6-nanode-1', 'g6-standard-1'))
    world.terminal = { columns: () => columns, rows: () => rows, color: true }
    const { err } = await world.run(...args)
    const pictures = picturesIn(err)
    expect(pictures.length).toBeGreaterThan(2)
    expect(Math.max(...pictures.map((lines) => lines.length))).toBeLessThan(rows)
    const widths = pictures.flatMap((lines) => lines.map((line) => stripVTControlCharacters(line).length))
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns)
  })
})

/** What a narrow terminal has and a wide one has not: distances from now, the heading of a folder, what a terminal is asked, and times of a run. */
function isOfItsOwn(word: string): boolean {
  return /^(?:and|where|each|goes)$|^\(?(?:in|now|\d+[smhd]|ago\)?)|\)$|^\d{4}-\d\d-\d\dT|[─-╿█▁▂▃▄▅▆▇⣿⠀-⣿]/u.test(
    word,
  )
}
