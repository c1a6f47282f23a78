import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { World } from '../support/world.ts'
import { ROOT } from '../support/root.ts'

const PROFILE = '/etc/linode-autoscale/web.yaml'
const PAGE = join(ROOT, 'docs', 'monitoring.md')

/** Everything `monitoring` makes of the example, by name; what it says under `output`. */
async function made(): Promise<ReadonlyMap<string, string>> {
  const world = new World()
  const example = readFileSync(join(ROOT, 'examples', 'web.yaml'), 'utf8')
  world.files.set(PROFILE, example.replace('# prometheus: {', 'prometheus: {'))
  const { out } = await world.run('monitoring', '-p', PROFILE)
  const files = [...world.files].filter(([path]) => path.startsWith('monitoring/'))
  return new Map([
    ['output', out],
    ...files.map(([path, text]) => [path.replace('monitoring/', ''), text] as const),
  ])
}

function block(name: string, text: string): string {
  const language = name.endsWith('.yml') ? 'yaml' : /\.(service|timer)$/.test(name) ? 'ini' : ''
  return `<!-- made: ${name} -->\n<!-- prettier-ignore -->\n\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`
}

// `npx vitest run test/docs/monitoring.test.ts -u` writes the page anew.
test('docs/monitoring.md shows every file as the tool makes it', async () => {
  const files = await made()
  const shown: string[] = []
  const page = readFileSync(PAGE, 'utf8').replace(
    /<!-- made: (\S+) -->\n(?:<!-- prettier-ignore -->\n)?(?:```\w*\n[^]*?\n```\n)?/g,
    (_, name: string) => {
      shown.push(name)
      return block(name, files.get(name) ?? `the tool makes no ${name}`)
    },
  )
  expect([...files.keys()].filter((name) => !shown.includes(name))).toEqual(['dashboard.json'])
  await expect(page).toMatchFileSnapshot(PAGE)
})
