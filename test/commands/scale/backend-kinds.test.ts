import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'
import { ROOT } from '../../support/root.ts'

/** A profile in a region that has everything, with a backend kind or without. */
function profileFor(kind: Kind): string {
  const inVpc = kind === 'vpc' || kind === 'a subnet alone'
  const stated = kind === 'not said' || kind === 'a subnet alone' ? '' : `\n  backend: ${kind}`
  return WEB.replace(
    'region: us-east',
    `region: us-ord${inVpc ? '\n  vpc: { subnet_id: 241169 }' : ''}`,
  ).replace('id: 12345', `id: 12345${stated}`)
}

const KINDS = ['not said', 'private-ipv4', 'vpc', 'a subnet alone', 'public-ipv6'] as const
type Kind = (typeof KINDS)[number]
const SETTINGS = [
  'legacy_config_only',
  'legacy_config_default_but_linode_allowed',
  'linode_default_but_legacy_config_allowed',
  'linode_only',
  'may not be read',
] as const
// premium_40gb is newer than the document that judges these exchanges; to us it is premium.
const TYPES = ['common', 'premium'] as const

interface Row {
  readonly kind: Kind
  readonly setting: (typeof SETTINGS)[number]
  readonly type: (typeof TYPES)[number]
}

const MINIMAL = 'linodes:read_write nodebalancers:read_write events:read_only'

/** Three members and a scale-out: what was created and attached, or in which words nothing was. */
async function tried({ kind, setting, type }: Row): Promise<string> {
  const scopes = setting === 'may not be read' ? { scopes: MINIMAL } : {}
  const interfacesForNewLinodes =
    setting === 'may not be read' ? 'legacy_config_default_but_linode_allowed' : setting
  const bodies: string[] = []
  const world = new World({
    profile: profileFor(kind),
    foreign: 0,
    nodeBalancerType: type,
    sandbox: { ...scopes, switches: { interfacesForNewLinodes } },
    witness: ({ method, body }) => void (method === 'POST' && bodies.push(body)),
  })
  const { code, err } = await world.run('scale-out')
  if (code === 0) return `served: ${wordsOf(bodies, world.backendAddress('web-4'))}`
  const made = world.sandbox.byHand.instances().length - 3
  expect([made, world.sandbox.byHand.backends().length]).toEqual([0, 3])
  const said = err.split('\n').find((line) => /error: |create failed/.test(line)) ?? err
  return `refused, exit ${code}: ${said.replace(/^.*?(error: |create failed: creating web-4: )/, '')}`
}

/** The address that was attached, and the interfaces that the create asked for. */
function wordsOf([create = '', attach = '']: readonly string[], host: string): string {
  const [, generation = ''] = /"interface_generation":"(\w+)"/.exec(create) ?? []
  const inVpc = attach.includes('"subnet_id":241169') && host.startsWith('10.0.0.')
  const address = inVpc ? 'VPC address' : host.startsWith('[2001:db8:') ? 'IPv6 address' : 'private address'
  if (address === 'private address') expect(host).toMatch(/^192\.168\.1[2-9]\d\./)
  return `${address}, ${generation} interfaces`
}

/** The rows of the table in the documentation: kind, setting, type, what comes of it. */
function documented(): readonly (readonly string[])[] {
  const text = readFileSync(join(ROOT, 'docs', 'backends.md'), 'utf8')
  const lines = text.split('\n').filter((line) => /\| (served|refused)/.test(line))
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

const includes = (cell: string | undefined, value: string): boolean =>
  cell === 'any' || (cell ?? '').split(', ').includes(value)

describe('every kind of backend on every account and NodeBalancer', () => {
  const table = documented()
  const rows = KINDS.flatMap((kind) =>
    SETTINGS.flatMap((setting) => TYPES.map((type): Row => ({ kind, setting, type }))),
  )

  test.each(rows)('$kind, $setting, $type: as docs/backends.md says', async (row) => {
    const came = await tried(row)
    const fits = table.filter(
      ([kind, setting, type]) =>
        kind === row.kind && includes(setting, row.setting) && includes(type, row.type),
    )
    expect(fits.map(([, , , said]) => said)).toEqual([came])
  })
})
