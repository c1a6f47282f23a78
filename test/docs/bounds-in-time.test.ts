import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { WEB, World } from '../support/world.ts'

const HOUR = 3_600_000
const PAGE = join(ROOT, 'docs', 'bounds-in-time.md')
const page = readFileSync(PAGE, 'utf8')

/** The profile of the page, and what is shown of it on a Monday at noon, UTC. */
const [, yaml = ''] = /```yaml\n(size:[^]*?)```/.exec(page) ?? []
const SCHEDULED = WEB.replace(/size: .*\n/, yaml)

const MADE: Readonly<Record<string, () => Promise<string>>> = {
  status: async () => told(new World({ profile: SCHEDULED, members: 5 }), 'status', /^(web:|bounds)/),
  floor: async () => {
    const world = new World({ profile: SCHEDULED, members: 5 })
    const set = await told(world, 'scale-out --to 6 --keep 2h', /^(web:|note:)/)
    return `${set}\n${await told(world, 'scale-in', /^web:/)}`
  },
  pause: async () => {
    const world = new World({ profile: SCHEDULED, members: 5 })
    const set = await told(world, 'pause --only scale-in --for 2h', /./)
    return `${set}\n${await told(world, 'scale-in', /^web:/)}`
  },
  cost: async () => {
    const profile = WEB.replace('max: 8 }', 'max: 8, max_hourly: 0.05 }')
    return await told(new World({ profile, members: 6 }), 'scale-out', /^web:/)
  },
  history: async () => {
    const world = new World()
    await world.run('scale-out', '--by', '2')
    world.time.advance(5 * HOUR)
    await world.run('scale-in')
    world.time.advance(HOUR)
    return await told(world, 'status --history 12h', /./)
  },
}

/** The lines of a command that are shown. */
async function told(world: World, line: string, shown: RegExp): Promise<string> {
  const { out } = await world.run(...line.split(' '))
  return [`$ linode-autoscale ${line}`, ...out.split('\n').filter((each) => shown.test(each))].join('\n')
}

const PLAIN = WEB.replace('max: 8', 'max: 20')
const ENTRY = '{ days: mon-fri, from: "07:00", to: "21:00", timezone: UTC, min: 10, lead: 3m }'
const NEWSLETTER = '{ days: thu, from: "17:00", to: "19:30", timezone: UTC, min: 16 }'
const SIMULATED = {
  'plain.yaml': PLAIN,
  'scheduled.yaml': PLAIN.replace('max: 20', `max: 20, schedule: [${ENTRY}]`),
  'newsletter.yaml': PLAIN.replace('max: 20', `max: 20, schedule: [${ENTRY}, ${NEWSLETTER}]`),
}
const SESSION = /(?<=^```\n\$ linode-autoscale (simulate .*)\n)[^]*?(?=^```$)/gm

/** The page with what simulate says, and with how many more hours the schedule costs by it. */
async function simulated(text: string): Promise<string> {
  const said: string[] = []
  for (const [, line = ''] of text.matchAll(SESSION)) {
    const world = new World()
    for (const [name, profile] of Object.entries(SIMULATED))
      world.files.set(name, `${profile}load: { target: 0.6 }\n`)
    const { out, code, err } = await world.run(...line.split(' '))
    expect(code, err).toBe(0)
    said.push(`${out.trimEnd()}\n`)
  }
  expect(said).toHaveLength(2)
  const hours = (name: string): number => hoursOf(said[0] ?? '', name)
  const more = Math.round((hours('scheduled.yaml') / hours('plain.yaml') - 1) * 100)
  let n = 0
  return text
    .replace(SESSION, () => said[n++] ?? '')
    .replace(/(?<=the schedule costs )\d+(?=% more hours)/, `${more}`)
}

/** The column of paid hours. */
function hoursOf(table: string, name: string): number {
  const [head = '', row = ''] = table
    .split('\n')
    .filter((l) => l.startsWith('profile ') || l.startsWith(name))
  return Number.parseInt(row.slice(head.indexOf('paid hours')), 10)
}

// `npx vitest run test/docs/bounds-in-time.test.ts -u` writes the page anew.
test('docs/bounds-in-time.md shows what the tool says', async () => {
  const texts = new Map<string, string>()
  for (const [name, make] of Object.entries(MADE)) texts.set(name, await make())
  const shown: string[] = []
  const made = page.replace(
    /<!-- made: (\S+) -->\n(?:<!-- prettier-ignore -->\n```\n[^]*?\n```\n)?/g,
    (_, name: string) => {
      shown.push(name)
      return `<!-- made: ${name} -->\n<!-- prettier-ignore -->\n\`\`\`\n${texts.get(name) ?? 'nothing makes this'}\n\`\`\`\n`
    },
  )
  expect(shown).toEqual([...texts.keys()])
  await expect(await simulated(made)).toMatchFileSnapshot(PAGE)
})
