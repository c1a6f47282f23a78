// Writes docs/profile.schema.json, for editors, from the schema that profiles are checked against.
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { rolldown } from 'rolldown'
import * as prettier from 'prettier'

const root = join(import.meta.dirname, '..')
const folder = await mkdtemp(join(tmpdir(), 'profile-schema-'))
try {
  const bundle = await rolldown({ input: join(root, 'src', 'profile', 'json-schema.ts'), platform: 'node' })
  await bundle.write({ file: join(folder, 'schema.cjs'), format: 'cjs', exports: 'named' })
  const { profileJsonSchema } = createRequire(import.meta.url)(join(folder, 'schema.cjs'))
  const file = join(root, 'docs', 'profile.schema.json')
  const options = await prettier.resolveConfig(file)
  const text = JSON.stringify(profileJsonSchema())
  writeFileSync(file, await prettier.format(text, { ...options, parser: 'json' }))
} finally {
  await rm(folder, { recursive: true })
}
