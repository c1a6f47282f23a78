import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'
import { bundleOptions, packageName, root } from '../../scripts/bundle-options.mjs'

test('the third-party notices name every package whose code is in the bundle, and no other', async () => {
  const bundle = await rolldown(bundleOptions(join(root, 'src', 'main.ts')))
  const { output } = await bundle.generate({ format: 'cjs', sourcemap: true })
  const sources = output.flatMap((o) => (o.type === 'chunk' ? (o.map?.sources ?? []) : []))
  const inside = new Set(sources.flatMap((source) => packageName(source) ?? []))
  const notices = readFileSync(join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8')
  const named = [...notices.matchAll(/^(@?[\w./-]+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(([, name]) => name)
  expect(inside.size).toBeGreaterThan(5)
  // Of some packages there are two versions.
  expect(new Set(named)).toEqual(inside)
  expect(notices).not.toContain('No license text is shipped')
})
