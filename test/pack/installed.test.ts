import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { execa, execaSync } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WEB } from '../support/world.ts'
import { ROOT } from '../support/root.ts'

/** Of the bundle, and of everything with the pages that are read where it is installed. */
const LIMIT = { bundle: 1_500_000, all: 2_000_000 }

/** Beside chunks, pages and examples. */
const HELD = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'bin/code-cache.js',
  'bin/ignored-signals.js',
  'bin/linode-autoscale.js',
  'bin/load-chunk.js',
  'bin/make-caches.js',
  'bin/watch-inspector.js',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/bundle-id',
  'dist/help.json',
  'dist/linode-autoscale.1',
  'docs/profile.schema.json',
  'package.json',
]

interface Packed {
  readonly filename: string
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** npm with its own cache, so that nothing it may have kept helps the installation. */
function npm(folder: string, ...args: readonly string[]): string {
  const env = { npm_config_cache: join(folder, 'cache'), npm_config_update_notifier: 'false' }
  return execaSync('npm', args, { cwd: ROOT, env }).stdout
}

const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
const prefix = join(folder, 'prefix')
const bin = join(prefix, 'bin', 'linode-autoscale')
const profile = join(folder, 'web.yaml')
let packed: Packed

/** The installed program, found on the PATH, in an environment that knows no project. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  return execa(bin, args, { cwd: folder, env: { PATH: path, ...env }, extendEnv: false, reject: false })
}

/** Bytes of what is packed below a folder. */
function sizeOf({ files }: Packed, folder: string): number {
  return files.filter(({ path }) => path.startsWith(folder)).reduce((sum, { size }) => sum + size, 0)
}

describe('what is installed', () => {
  beforeAll(() => {
    mkdirSync(prefix)
    writeFileSync(profile, WEB)
    const told = npm(folder, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)
    packed = (JSON.parse(told) as [Packed])[0]
    npm(folder, 'install', '-g', join(folder, packed.filename), '--prefix', prefix, '--offline', '--no-audit')
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  test('the tarball holds the launcher, the bundle, pages, examples and the schema, and nothing else', () => {
    const others = packed.files
      .map((f) => f.path)
      .filter(
        (path) => !/^dist\/[\w-]+\.cjs$|^docs\/[\w.-]+\.md$|^examples\/[\w./-]+\.(?:ya?ml|tf)$/.test(path),
      )
    expect(others.toSorted()).toEqual(HELD)
    expect(sizeOf(packed, 'dist/')).toBeLessThan(LIMIT.bundle)
    expect(packed.unpackedSize).toBeLessThan(LIMIT.all)
  })

  test('it answers --version', async () => {
    const { exitCode, stdout } = await start(['--version'])
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+$/)])
  })

  test('it scales out against its own sandbox', async () => {
    const sandbox = start(['sandbox', '-p', profile, '--members', '3', '--json'])
    const [line] = (await once(sandbox.stdout, 'data')) as [Buffer]
    const { url, token } = JSON.parse(line.toString()) as { url: string; token: string }
    const api = { LINODE_URL: url, LINODE_TOKEN: token }
    const { exitCode, stdout, stderr } = await start(['scale-out', '--no-wait', '-p', profile], api)
    sandbox.kill('SIGTERM')
    await sandbox
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('web-4: attach done')])
    expect(stdout).toContain('web-4')
  })

  test('it prints a script for each shell that is completed', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { exitCode, stdout } = await start(['completion', shell])
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('complete --')])
    }
  })
})

test('it has no dependencies to download', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  for (const key of ['dependencies', 'optionalDependencies', 'peerDependencies'])
    expect(manifest).not.toHaveProperty(key)
})
