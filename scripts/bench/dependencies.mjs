// What each library that is in the bundle costs: its share of the minified chunks, and the time that loading it alone takes. Prints the table
// of docs/dependencies.md. Usage: node scripts/bench/dependencies.mjs
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { bundleOptions, packageName, root } from '../bundle-options.mjs'
import { median, runProcess } from './run-process.mjs'

const PAIRS = 15
const LIBRARIES = {
  commander: "export { Command } from 'commander'",
  yaml: "export { parseDocument, LineCounter } from 'yaml'",
  zod: "import * as z from 'zod/mini'; z.safeParse(z.strictObject({ name: z.string() }), {})",
  chalk: "export { Chalk } from 'chalk'",
  '@linode/api-v4': "export { baseRequest } from '@linode/api-v4/lib/request'",
  '@prometheus-io/lezer-promql': "export { parser } from '@prometheus-io/lezer-promql'",
}
const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-bench-'))
const empty = join(folder, 'empty.cjs')
writeFileSync(empty, '')

try {
  const shares = await sharesOfPackages()
  console.log('| library | with what it needs | in the bundle | loading it alone |\n|---|---|--:|--:|')
  for (const [name, code] of Object.entries(LIBRARIES)) {
    const { file, packages } = await alone(name, code)
    const size = packages.reduce((sum, each) => sum + (shares.get(each) ?? 0), 0)
    const others = packages.filter((each) => each !== name).join(', ') || 'nothing'
    console.log(`| ${name} | ${others} | ${(size / 1000).toFixed(0)} KB | ${loading(file).toFixed(1)} ms |`)
  }
} finally {
  rmSync(folder, { recursive: true })
}

/** Bytes of every package in the minified chunks, in proportion to its code before. */
async function sharesOfPackages() {
  const bundle = await rolldown(bundleOptions(join(root, 'src', 'main.ts')))
  const { output } = await bundle.generate({ format: 'cjs', minify: true })
  const shares = new Map()
  for (const chunk of output.filter((c) => c.type === 'chunk')) {
    const parts = Object.entries(chunk.modules).map(([id, { renderedLength }]) => [
      packageName(id),
      renderedLength,
    ])
    const whole = parts.reduce((sum, [, length]) => sum + length, 0)
    for (const [name, length] of parts)
      shares.set(name, (shares.get(name) ?? 0) + (length / whole) * Buffer.byteLength(chunk.code))
  }
  return shares
}

async function alone(name, code) {
  const input = join(root, `bench-${name.replaceAll('/', '-')}.mjs`)
  const file = join(folder, `${name.replaceAll('/', '-')}.cjs`)
  const options = bundleOptions(input)
  const given = {
    name: 'given',
    resolveId: (id) => (id === input ? id : null),
    load: (id) => (id === input ? code : null),
  }
  const bundle = await rolldown({ ...options, plugins: [given, ...options.plugins] })
  const { output } = await bundle.write({ file, format: 'cjs', minify: true, codeSplitting: false })
  const packages = [...new Set(output.flatMap((c) => Object.keys(c.modules ?? {})).map(packageName))]
  return { file, packages: packages.filter((each) => each !== null) }
}

function loading(file) {
  const costs = Array.from({ length: PAIRS }, () => runProcess([file]).ms - runProcess([empty]).ms)
  return median(costs)
}
