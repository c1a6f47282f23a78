// Bundles src/ into dist/: CommonJS chunks split per command, help text rendered once, notices of what is inside.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

// Client-side validation refuses legal requests and costs half the start-up; form-data serves uploads we never make.
const leftOut = /^(@linode\/validation(\/.*)?|form-data)$/
const leaveOut = {
  name: 'leave-out',
  resolveId: (id) => (leftOut.test(id) ? { id: `\0left-out:${id}`, moduleSideEffects: false } : null),
  load: (id) =>
    id.startsWith('\0left-out:') ? readFileSync(join(root, 'scripts', 'left-out.cjs'), 'utf8') : null,
}

rmSync(dist, { recursive: true, force: true })
const bundle = await rolldown({
  input: { main: join(root, 'src', 'main.ts') },
  platform: 'node',
  plugins: [leaveOut],
  transform: { target: 'node20' },
  checks: { pluginTimings: false },
})
const { output } = await bundle.write({
  dir: dist,
  format: 'cjs',
  exports: 'named',
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
})
await bundle.close()

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { helpTexts } = createRequire(import.meta.url)(join(dist, 'main.cjs'))
writeFileSync(join(dist, 'help.json'), JSON.stringify(helpTexts(version)))
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), notices(packagesIn(output)))

/** The folders of the packages whose code is in the bundle. */
function packagesIn(chunks) {
  const files = chunks
    .flatMap((c) => (c.type === 'chunk' ? c.moduleIds : []))
    .filter((id) => id.includes('node_modules'))
  return [...new Set(files.map(packageFolder))].toSorted((a, b) => a.localeCompare(b))
}

function packageFolder(file) {
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) {
    const manifest = join(at, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name) return at
  }
  throw new Error(`no package around ${file}`)
}

function notices(folders) {
  const parts = folders.map((at) => {
    const { name, version: v, license } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'))
    const text = readdirSync(at).filter((f) => /^(licen[cs]e|notice|copying)/i.test(f))
    const body = text.map((f) => readFileSync(join(at, f), 'utf8').trim()).join('\n\n')
    return `${name} ${v} (${license})\n\n${body || 'No license text is shipped with this package.'}`
  })
  return `linode-autoscale contains code of these packages:\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}
