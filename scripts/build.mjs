// Bundles src/ into dist/: CommonJS chunks split per command, help text rendered once, notices of what is inside.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { bundleOptions, chunks, packageFolder, root } from './bundle-options.mjs'
import { manPage } from './package/man-page.mjs'

const dist = join(root, 'dist')

/** Some packages only name their licence. */
function unprinted(license) {
  if (license !== 'MIT') throw new Error(`a package without a text of its licence, ${license}`)
  return 'Its authors. The MIT licence, as printed at the end.'
}

/** Its words, whatever the line breaks and quotation marks. */
const MIT =
  /Permission is hereby granted, free of charge, to any person obtaining a copy[^]*?THE\s+SOFTWARE\s+OR\s+THE\s+USE\s+OR\s+OTHER\s+DEALINGS\s+IN\s+THE\s+SOFTWARE\.?/
const words = (text) =>
  text
    .replaceAll(/[^a-z]+/gi, ' ')
    .toLowerCase()
    .trim()

rmSync(dist, { recursive: true, force: true })
const bundle = await rolldown(bundleOptions(join(root, 'src', 'main.ts')))
const { output } = await bundle.generate({
  format: 'cjs',
  exports: 'named',
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  codeSplitting: chunks,
})
await bundle.close()
mkdirSync(dist)
for (const { type, fileName, code } of output) {
  if (type !== 'chunk') throw new Error(`${fileName}: the bundle is code alone`)
  writeFileSync(join(dist, fileName), asFunction(code), 'latin1')
}
// The launcher's own loader (bin/load-chunk.js) serves require, and no import() of Node's own modules.
const foreign = output
  .filter((o) => o.type === 'chunk' && /\bimport\(\s*[`'"]/.test(o.code))
  .map((o) => o.fileName)
if (foreign.length > 0)
  throw new Error(`${foreign.join(', ')}: import a module of Node statically, in a file that is loaded late`)

const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { helpTexts } = createRequire(import.meta.url)('../bin/load-chunk.js').loadChunk('main.cjs')
const help = helpTexts(about.version)
writeFileSync(join(dist, 'help.json'), JSON.stringify(help))
writeFileSync(join(dist, `${about.name}.1`), manPage(help, about))
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), notices(packagesIn(output)))

writeFileSync(join(dist, 'bundle-id'), `${bundleId(output)}\n`)

/** What bin/load-chunk.js compiles without a copy of it, and keeps at a byte a character. */
function asFunction(code) {
  const ascii = code.replaceAll(
    /[^\0-\x7F]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `(function (exports, require, module) {${ascii}\n})`
}

/** The same for the same code, and for no other: what is made of the bundle somewhere else is known by it. */
function bundleId(chunks) {
  const hash = createHash('sha256')
  for (const { fileName, code } of chunks
    .filter((c) => c.type === 'chunk')
    .toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1)))
    hash.update(`${fileName}\0${code}\0`)
  return hash.digest('hex').slice(0, 32)
}

/** The folders of the packages whose code is in the bundle. */
function packagesIn(chunks) {
  const files = chunks
    .flatMap((c) => (c.type === 'chunk' ? c.moduleIds : []))
    .filter((id) => id.includes('node_modules'))
  return [...new Set(files.map(packageFolder))].toSorted((a, b) => a.localeCompare(b))
}

/** Every package with its own copyright lines; a licence that many have word for word is printed once, at the end. */
function notices(folders) {
  const shared = new Map()
  const parts = folders.map((at) => {
    const { name, version: v, license } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'))
    const files = readdirSync(at).filter((f) => /^(licen[cs]e|notice|copying)/i.test(f))
    const text = files.map((f) => readFileSync(join(at, f), 'utf8').trim()).join('\n\n')
    const own = text.replace(MIT, (body) => {
      shared.set(words(body), body)
      return 'The MIT licence, as printed at the end.'
    })
    return `${name} ${v} (${license})\n\n${own || unprinted(license)}`
  })
  const line = `\n\n${'-'.repeat(80)}\n\n`
  if (shared.size > 1) throw new Error(`${shared.size} texts call themselves the MIT licence`)
  return `linode-autoscale contains code of these packages:\n\n${[...parts, ...shared.values()].join(line)}\n`
}
