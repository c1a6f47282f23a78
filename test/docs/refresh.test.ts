import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DriftedWorld } from '../support/drifted-world.ts'
import { WEB } from '../support/world.ts'
import { ROOT } from '../support/root.ts'

const PAGE = join(ROOT, 'docs', 'refresh.md')
const page = readFileSync(PAGE, 'utf8')
const HOUR = 3_600_000

/** What the page shows, one session after the other. */
async function sessions(): Promise<ReadonlyMap<string, string>> {
  const world = await DriftedWorld.of(3)
  world.sandbox.byHand.addInstance({ label: 'web-9', tags: ['fleet:web:12345', 'khw'] })
  const drift = await told(world, 'status', /^drift/)
  world.sandbox.byHand.removeInstance('web-9')
  world.time.advance(HOUR)
  await world.run('reconcile')
  const first = [
    await told(world, 'refresh --dry-run', /^(web:|changes|  (add|  )|note)/),
    await told(world, 'refresh --until 1', /./),
    await told(world, 'status', /^(web:|drift)/),
  ]
  const all = [await told(world, 'refresh --surge 2', /./), await told(world, 'refresh', /./)]
  return new Map([
    ['drift', drift],
    ['first', first.join('\n')],
    ['all', all.join('\n')],
    ['bad', await badImage()],
    ['smaller', await smallerType()],
    ['maintenance', await maintenance()],
  ])
}

async function badImage(): Promise<string> {
  const world = await DriftedWorld.of(3)
  world.sandbox.byHand.misbehave('web-4', { boot: 'hangs' })
  const failed = await told(world, 'refresh', /./)
  const after = await told(world, 'status', /^(web:|  web-4: is|drift)/)
  world.profile((text) => text.replace('debian13', 'debian12'))
  return [failed, after, '# the former image is back in the profile', await told(world, 'refresh', /./)].join(
    '\n',
  )
}

/** Three members of two processors, half busy, and a profile that has one. */
async function smallerType(): Promise<string> {
  const profile = `${WEB.replace('g6-nanode-1', 'g6-standard-2')}load: { target: 0.6, from: linode }\n`
  const world = await DriftedWorld.of(3, { profile })
  world.profile((text) => text.replace('g6-standard-2', 'g6-standard-1'))
  world.sandbox.byHand.setBusy(() => 0.5)
  world.time.advance(HOUR)
  return await told(world, 'refresh', /./)
}

async function maintenance(): Promise<string> {
  const world = await DriftedWorld.of(3)
  world.profile((text) => text.replace('debian13', 'debian12'))
  world.sandbox.byHand.planMaintenance('web-2', 'reboot', world.time.wall() + 20 * HOUR)
  const shown = await told(world, 'status', /^(web:|maintenance)/)
  return [shown, await told(world, 'reconcile --dry-run', /^(changes|  (add|  create))/)].join('\n')
}

/** The lines of a command that are shown. */
async function told(world: DriftedWorld, line: string, shown: RegExp): Promise<string> {
  const { out } = await world.run(...line.split(' '))
  return [`$ linode-autoscale ${line}`, ...out.split('\n').filter((each) => shown.test(each))].join('\n')
}

// `npx vitest run test/docs/refresh.test.ts -u` writes the page anew.
test('docs/refresh.md shows what the tool says', async () => {
  const texts = await sessions()
  const shown: string[] = []
  const made = page.replace(
    /<!-- made: (\S+) -->\n(?:\n?<!-- prettier-ignore -->\n```\n[^]*?\n```\n)?/g,
    (_, name: string) => {
      shown.push(name)
      return `<!-- made: ${name} -->\n<!-- prettier-ignore -->\n\`\`\`\n${texts.get(name) ?? 'nothing makes this'}\n\`\`\`\n`
    },
  )
  expect(shown.toSorted()).toEqual([...texts.keys()].toSorted())
  await expect(made).toMatchFileSnapshot(PAGE)
})
