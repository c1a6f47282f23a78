import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { World } from '../support/world.ts'

const GUIDE = join(ROOT, 'test', 'check', 'chain', 'guide')
const FILES = {
  prometheus: 'prometheus.yml',
  rules: 'rules.yml',
  alertmanager: 'alertManager.yml',
  executor: 'executor.yml',
}

/** What check says of the guide's four files, without the lines about the account. */
async function said(): Promise<string> {
  const world = new World({ profile: readFileSync(join(ROOT, 'examples', 'web.yaml'), 'utf8') })
  const flags = Object.entries(FILES).flatMap(([flag, name]) => {
    world.files.set(name, readFileSync(join(GUIDE, name), 'utf8'))
    return [`--${flag}`, name]
  })
  const { out } = await world.run('check', ...flags)
  const lines = out.split('\n')
  const first = lines.findIndex((line) => /^\w+ +prometheus /.test(line))
  return lines.slice(first, -2).join('\n')
}

// `npx vitest run test/docs/from-the-guide.test.ts -u` writes the pages anew.
test.each(['from-the-guide.md', 'from-the-guide.es.md'])(
  'docs/%s shows what check says of the guide',
  async (name) => {
    const path = join(ROOT, 'docs', name)
    const block = `<!-- made: guide -->\n<!-- prettier-ignore -->\n\`\`\`\n${await said()}\n\`\`\`\n`
    const page = readFileSync(path, 'utf8').replace(
      /<!-- made: guide -->\n(?:<!-- prettier-ignore -->\n```\n[^]*?\n```\n)?/,
      () => block,
    )
    await expect(page).toMatchFileSnapshot(path)
  },
)
