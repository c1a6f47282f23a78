import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { helpTexts } from '../../src/cli.ts'
import { ROOT } from '../support/root.ts'

const DOCS = join(ROOT, 'docs')

// `npx vitest run test/docs/commands.test.ts -u` writes the pages anew.
test('docs/commands.md shows the help of every command', async () => {
  const { '': program = '', ...commands } = helpTexts('')
  const sections = Object.entries(commands).map(([name, help]) => `## ${name}\n\n${block(help)}`)
  const page = `# Commands

Every command's \`--help\`, as the tool prints it. What each of them says when it runs is in [using.md](using.md); \`--json\` in [json.md](json.md); holds and errors in
[troubleshooting.md](troubleshooting.md).

${block(program)}

${sections.join('\n\n')}
`
  await expect(page).toMatchFileSnapshot(join(DOCS, 'commands.md'))
})

function block(text: string): string {
  return `\`\`\`\n${text.trim()}\n\`\`\``
}

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly required?: readonly string[]
}

/** Every key with its path, as `nodebalancer.configs[].port`. */
function rows(schema: Schema, path: string): readonly string[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])]
  const deeper = inner.flatMap((each) => rows(each, each === schema.items ? `${path}[]` : path))
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`
    const told = value.description?.replaceAll('|', '\\|').replaceAll(/<(\w+)>/g, '`<$1>`')
    return [...(told === undefined ? [] : [`| \`${at}\` | ${told} |`]), ...rows(value, at)]
  })
  return [...new Set([...own, ...deeper])]
}

test('docs/profile.md tells of every key as the schema does', async () => {
  const schema: Schema = JSON.parse(readFileSync(join(DOCS, 'profile.schema.json'), 'utf8'))
  const page = `# The profile

One YAML file for one fleet. [examples/web.yaml](../examples/web.yaml) is a commented one, [examples/vpc.yaml](../examples/vpc.yaml) one in a VPC behind two NodeBalancers, and
\`linode-autoscale init\` writes yours. With this first line editors complete and check it:

\`\`\`yaml
# yaml-language-server: $schema=docs/profile.schema.json
\`\`\`

Durations are written \`90s\`, \`5m\`, \`1h\` or \`1h30m\`. Unknown keys are errors, with a suggestion, except below \`instance.extra\`. Everything that is wrong is told at once, with its
line, before anything is sent. A file of user data and the variables of the environment that it takes are looked for by every command that opens the account, \`status\` and \`check\` too, which compare
members with what a new one would be; \`monitoring\` and \`simulate\` do without. Under \`instance\` the names are those of the Linode API.

<!-- prettier-ignore -->
| key | is |
| --- | --- |
${rows(schema, '').join('\n')}
`
  await expect(page).toMatchFileSnapshot(join(DOCS, 'profile.md'))
})
