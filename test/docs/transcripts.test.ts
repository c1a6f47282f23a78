import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { specSource } from '../../src/opening/known-spec.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import { loaded } from '../support/loaded-world.ts'
import { ROOT } from '../support/root.ts'
import { shellWords } from '../support/shell-words.ts'
import { World } from '../support/world.ts'

const EXAMPLE = readFileSync(join(ROOT, 'examples', 'web.yaml'), 'utf8')
const WRONG = `name: web
instance:
  regin: us-east
  type: g6-nanode-1
  image: linode/debian12
  root_pass: secret
nodebalancer:
  id: 12345
  configs: [{ id: 67890, port: 99999 }]
size: { min: 2, max: 1 }
scale_in: { drain: soon }
`
const PAGES = ['README.md', 'docs/using.md', 'docs/README.es.md']

/** The accounts that pages are run on, by the name in \`<!-- ran: NAME -->\`. */
const SCENES: Readonly<Record<string, () => World | Promise<World>>> = {
  web: async () => await asSandbox(new World({ profile: EXAMPLE, members: 3 })),
  wrong: () => {
    const world = new World({ profile: EXAMPLE })
    world.files.set('wrong.yaml', WRONG)
    return world
  },
  adopt: () => {
    const world = new World({ profile: EXAMPLE })
    const label = 'nginx-1b9d6bcd'
    world.sandbox.byHand.addInstance({ label, tags: ['khw,autoscale'], privateIp: true })
    const address = `${world.sandbox.byHand.privateAddressOf(label)}:80`
    world.sandbox.byHand.addBackend({ config: 67_890, label, address })
    return world
  },
  followed: () => loaded(() => 2.9),
}

/** Its members tell what they were made from, as those of the sandbox do. */
async function asSandbox(world: World): Promise<World> {
  const profile = parseProfile(EXAMPLE, { path: 'linode-autoscale.yaml' })
  const tag = await specSource(profile, profile.instance).tag()
  for (const n of [1, 2, 3]) world.sandbox.byHand.addTag(`web-${n}`, tag)
  return world
}

const BLOCK = /<!-- ran: (\w+) -->\n<!-- prettier-ignore -->\n```\n([^]*?)\n```\n/g
const COMMAND = /^\$ linode-autoscale (.*)$/
const LATER = /^# (\d+) (?:minutes later|minutos después)$/

/** Runs the commands of one block, and puts below each what it says. */
async function transcript(world: World, lines: readonly string[]): Promise<string> {
  const told: string[] = []
  for (const line of lines) {
    const [, minutes] = LATER.exec(line) ?? []
    if (minutes !== undefined) world.time.advance(Number(minutes) * 60_000)
    const [, args] = COMMAND.exec(line) ?? []
    if (args === undefined) {
      told.push(line)
      continue
    }
    const { out, err } = await world.run(...(shellWords(args) ?? []))
    told.push(`${line}\n${err}${out}`.trimEnd())
  }
  return told.join('\n\n')
}

// `npx vitest run test/docs/transcripts.test.ts -u` writes the pages anew.
describe('what a page shows is what its commands say, in the order of the page', () => {
  test.each(PAGES)('%s', async (name) => {
    const path = join(ROOT, name)
    const worlds = new Map<string, World>()
    let page = ''
    let from = 0
    const text = readFileSync(path, 'utf8')
    for (const found of text.matchAll(BLOCK)) {
      const [whole, scene = '', body = ''] = found
      const world = worlds.get(scene) ?? (await SCENES[scene]?.())
      if (world === undefined) throw new Error(`${name}: there is no scene ${scene}`)
      worlds.set(scene, world)
      const shown = await transcript(
        world,
        body.split('\n').filter((line) => COMMAND.test(line) || LATER.test(line)),
      )
      page += `${text.slice(from, found.index)}<!-- ran: ${scene} -->\n<!-- prettier-ignore -->\n\`\`\`\n${shown}\n\`\`\`\n`
      from = found.index + whole.length
    }
    expect(worlds.size).toBeGreaterThan(0)
    await expect(page + text.slice(from)).toMatchFileSnapshot(path)
  })
})
