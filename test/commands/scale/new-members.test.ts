import { describe, expect, test } from 'vitest'
import { WEB, World, type WorldOptions } from '../../support/world.ts'

type Body = Readonly<Record<string, unknown>>

/** A world that keeps what its creates asked for. */
function watched(options: WorldOptions): { readonly world: World; readonly creates: Body[] } {
  const creates: Body[] = []
  const world = new World({
    ...options,
    witness: ({ method, url, body }) => {
      if (method === 'POST' && url.endsWith('/linode/instances')) creates.push(JSON.parse(body) as Body)
    },
  })
  return { world, creates }
}

/** WEB with more below `instance`. */
const webWith = (fields: string): string => WEB.replace('authorized_users: [alice]', fields)

describe('who can log in', () => {
  test.each([
    ['authorized_users', 'authorized_users: [alice]', false],
    [
      'authorized_keys',
      'authorized_keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tr]',
      false,
    ],
    ['nobody named', 'tags: []', true],
    ['an empty list', 'authorized_keys: []', true],
  ])('with %s: %s', async (_rule, fields, password) => {
    const profile = webWith(fields).replace(
      '  tags: [khw]\n',
      fields.startsWith('tags') ? '' : '  tags: [khw]\n',
    )
    const { world, creates } = watched({ profile })
    expect((await world.run('scale-out')).code).toBe(0)
    expect(creates.map((body) => 'root_pass' in body)).toEqual([password])
  })
})

describe('user data', () => {
  const profile = webWith('metadata: { user_data_file: init.yaml }')

  /** What cloud-init of each new member finds. */
  async function userData(text: string): Promise<readonly string[]> {
    const { world, creates } = watched({ profile })
    world.files.set('init.yaml', text)
    expect((await world.run('scale-out', '--by', '2')).code).toBe(0)
    return creates
      .map((body) => (body['metadata'] as { user_data: string }).user_data)
      .map((data) => Buffer.from(data, 'base64').toString())
      .toSorted()
  }

  test('has the names of its own member in it', async () => {
    const names = '${MEMBER_LABEL} ${MEMBER_NUMBER} ${FLEET_NAME} ${FLEET_TAG} ${NODEBALANCER_ID} ${REGION}'
    expect(await userData(`#cloud-config\n# ${names}\n`)).toEqual([
      '#cloud-config\n# web-4 4 web fleet:web:12345 12345 us-east\n',
      '#cloud-config\n# web-5 5 web fleet:web:12345 12345 us-east\n',
    ])
  })

  test('keeps the variables of the shell, and every byte', async () => {
    const text = '#!/bin/sh\necho "${HOME} $MEMBER_LABEL ${member_label} ${MEMBER_LABEL:-x} ✓"\n'
    expect(await userData(text)).toEqual([text, text])
  })
})

const profile = webWith(
  'stackscript_id: 10079\n  stackscript_data: { db: { env: DB_PASSWORD }, port: 5432, mode: fast }',
)
const SECRET = 'of-the-database'

describe('what a StackScript asks for', () => {
  test('may be taken from the environment, and is never printed', async () => {
    const { world, creates } = watched({ profile })
    world.env = { ...world.env, DB_PASSWORD: SECRET }
    const runs = [
      await world.run('scale-out', '--dry-run', '--verbose', '--json'),
      await world.run('scale-out', '--verbose'),
      await world.run('status', '--verbose'),
    ]
    expect(runs.map((r) => r.code)).toEqual([0, 0, 0])
    expect(creates.map((body) => body['stackscript_data'])).toEqual([
      { db: SECRET, port: 5432, mode: 'fast' },
    ])
    expect(runs.map((r) => r.out + r.err).join('')).not.toContain(SECRET)
  })

  test.each([
    'LINODE_TOKEN',
    'LINODE_CLI_TOKEN',
    'CREDENTIALS_DIRECTORY',
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'my_api_key',
    'CLIENT_SECRET',
  ])('is never $%s, which is set here for another purpose', async (name) => {
    const { world } = watched({ profile: profile.replace('DB_PASSWORD', name) })
    world.env = { ...world.env, [name]: SECRET }
    const { code, out, err } = await world.run('scale-out', '--verbose')
    expect([code, world.sandbox.log]).toEqual([2, []])
    expect(err).toContain(`$${name} is named like a token or a credential of this host`)
    expect(out + err).not.toContain(SECRET)
  })

  test('is taken from a name that says whom it is for', async () => {
    const { world, creates } = watched({ profile: profile.replace('DB_PASSWORD', 'STACKSCRIPT_APP_TOKEN') })
    world.env = { ...world.env, STACKSCRIPT_APP_TOKEN: SECRET }
    expect((await world.run('scale-out')).code).toBe(0)
    expect(creates.map((body) => body['stackscript_data'])).toEqual([
      { db: SECRET, port: 5432, mode: 'fast' },
    ])
  })

  test('that is not set there is told before anything is sent', async () => {
    const { world } = watched({ profile })
    const { code, err } = await world.run('scale-out')
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /^error: the profile \S+ has one problem; nothing was sent\n\S+:\d+: instance\.stackscript_data\.db: \$DB_PASSWORD is not set\n$/,
      ),
    ])
    expect(world.sandbox.log).toEqual([])
  })
})

describe('the token', () => {
  test.each([
    ['another name in the environment', profile, {}],
    [
      'user data',
      webWith('metadata: { user_data_file: init.yaml }'),
      { 'init.yaml': '#!/bin/sh\nexport T=sandbox-token' },
    ],
    [
      'user data that has it in base64',
      webWith('metadata: { user_data_file: init.yaml }'),
      {
        'init.yaml': `#!/bin/sh\necho ${btoa('sandbox-token')} | base64 -d`,
      },
    ],
    ['a tag', WEB.replace('[khw]', '[sandbox-token]'), {}],
    ['any other field', webWith('extra: { group: sandbox-token }'), {}],
  ])('is not sent by %s', async (_, text, files) => {
    const { world } = watched({ profile: text })
    for (const [path, content] of Object.entries(files)) world.files.set(path, content)
    world.env = { ...world.env, DB_PASSWORD: 'sandbox-token' }
    const { code, err } = await world.run('scale-out')
    expect([code, world.sandbox.log]).toEqual([2, []])
    expect(err).toContain('has the API token in it')
    expect(err).not.toContain('sandbox-token')
  })
})

describe('every field gets there', () => {
  test('those of instance, and whatever else is below instance.extra', async () => {
    const fields = {
      swap_size: 0,
      disk_encryption: 'disabled',
      placement_group: { id: 7 },
      firewall_id: 4242,
      kernel: 'linode/grub2',
      maintenance_policy: 'linode/migrate',
      booted: true,
      backups_enabled: false,
    }
    const extra = { group: 'web', boot_size: 9000 }
    const text = JSON.stringify({ ...fields, extra }).slice(1, -1)
    const profile = WEB.replace(/instance:\n(( {2}.*\n)*)/, (_whole, inner: string) => {
      const lines = inner
        .trim()
        .split('\n')
        .map((line) => line.trim())
      return `instance: { ${lines.join(', ')}, ${text} }\n`
    })
    const { world, creates } = watched({ profile })
    expect((await world.run('scale-out')).code).toBe(0)
    expect(creates).toMatchObject([{ ...fields, ...extra }])
    expect(creates[0]).not.toHaveProperty('extra')
  })

  test('a firewall goes to the interface where the account has Linode interfaces', async () => {
    const profile = webWith('firewall_id: 4242').replace('id: 12345', 'id: 12345\n  backend: public-ipv6')
    const switches = { interfacesForNewLinodes: 'linode_only' } as const
    const { world, creates } = watched({ profile, foreign: 0, sandbox: { switches } })
    expect((await world.run('scale-out')).code).toBe(0)
    expect(creates[0]).toMatchObject({ interfaces: [{ firewall_id: 4242 }] })
    expect(creates[0]).not.toHaveProperty('firewall_id')
  })
})

describe('x', () => {
  test.each([
    ['a slip', 'firewal_id: 1', 'instance.firewal_id: unknown key, did you mean firewall_id?'],
    [
      'a field that has no place',
      'hypervisor: kvm',
      'instance.hypervisor: unknown key; a field of the API that has no place here goes below instance.extra',
    ],
    [
      'a field that has one',
      'extra: { swap_size: 1 }',
      'instance.extra.swap_size: has a place of its own: instance.swap_size',
    ],
    ['what is ours', 'extra: { label: x }', 'instance.extra.label: is set by linode-autoscale; remove it'],
    [
      'interfaces beside a VPC',
      'vpc: { subnet_id: 7 }\n  extra: { interfaces: [] }',
      'instance.extra.interfaces: is set by linode-autoscale; remove it',
    ],
    [
      'a VPC that is not used',
      'vpc: { subnet_id: 7 }\nnodebalancer: { id: 1, backend: public-ipv6, configs: [{ id: 2, port: 80 }] }',
      'nodebalancer.backend: public-ipv6 leaves instance.vpc without a use',
    ],
    [
      'a VPC without a subnet',
      'swap_size: 0\nnodebalancer: { id: 1, backend: vpc, configs: [{ id: 2, port: 80 }] }',
      'nodebalancer.backend: vpc needs instance.vpc.subnet_id',
    ],
  ])('%s is refused', async (_rule, fields, words) => {
    const world = new World()
    const moved = fields.includes('\nnodebalancer:')
    world.profile(() => {
      const text = webWith(fields)
      return moved ? text.replace(/nodebalancer:\n {2}id: 12345\n.*\n/, '') : text
    })
    const { code, err } = await world.run('scale-out')
    expect([code, err]).toEqual([2, expect.stringContaining(words)])
    expect(world.sandbox.log).toEqual([])
  })
})

describe('a firewall that keeps the NodeBalancer out is told', () => {
  const profile = webWith('firewall_id: 4242')
  const WARNING = 'firewall 4242 does not admit the NodeBalancer (192.168.255.0/24) on port 80'
  test.each([
    ['lets everything in', null, false],
    ['lets the NodeBalancers in', ['192.168.255.0/24'], false],
    ['lets a wider network in', ['192.168.128.0/17'], false],
    ['lets everybody in', ['0.0.0.0/0'], false],
    ['lets others in', ['203.0.113.0/24'], true],
    ['lets half of them in', ['192.168.255.0/25'], true],
  ])('one that %s: %j', async (_rule, ipv4, warned) => {
    const world = new World({ profile })
    if (ipv4 !== null)
      world.sandbox.byHand.setFirewall(4242, {
        inbound_policy: 'DROP',
        inbound: [
          { label: 'web', action: 'ACCEPT', protocol: 'TCP', ports: '22, 80-443', addresses: { ipv4 } },
        ],
      })
    const said = [await world.run('scale-out', '--dry-run'), await world.run('status')]
    for (const { code, out } of said) expect([code, out.includes(WARNING)]).toEqual([0, warned])
  })

  test('a token that may not read it stops nothing', async () => {
    const scopes = 'linodes:read_write nodebalancers:read_write events:read_only'
    const world = new World({ profile, sandbox: { scopes } })
    expect((await world.run('scale-out')).code).toBe(0)
  })
})
