import { inspect } from 'node:util'
import { aPermit, SEND } from '../support/a-permit.ts'
import { describe, expect, test } from 'vitest'
import { CloudError, type Cloud } from '../../src/cloud.ts'
import { backendId, configId, instanceId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { linodeCloud } from '../../src/linode/linode-cloud.ts'
import type { Adapter } from '../../src/linode/send.ts'
import { aPolicy, NOON } from '../support/a-fleet.ts'
import { VirtualTime } from '../support/virtual-time.ts'

type Config = Parameters<Adapter>[0]

const TOKEN = 'f00dfacef00dfacef00dfacef00dface'
const USER_DATA = Buffer.from('#cloud-config\npassword: hunter2').toString('base64')
const STACK_SECRET = 'database-password'
const ref = { id: backendId(17), nodeBalancer: nodeBalancerId(12345), config: configId(67890) }

/** What each method of the port does, in words that its error has. */
const METHODS: readonly (readonly [string, string, (cloud: Cloud) => Promise<unknown>])[] = [
  ['observe', 'ing ', async (c) => await c.observe()],
  ['findInstance', 'looking for web-4', async (c) => await c.findInstance('web-4')],
  ['instance', 'reading instance 7', async (c) => await c.instance(instanceId(7))],
  [
    'backends',
    'listing the backend nodes of config 67890',
    async (c) => await c.backends(ref.nodeBalancer, ref.config),
  ],
  ['create', 'creating web-4', async (c) => await c.create('web-4', 60_000)],
  [
    'attach',
    'attaching web-4 (192.168.130.4:80) to config 67890',
    async (c) =>
      await c.attach(
        { nodeBalancer: ref.nodeBalancer, config: ref.config, port: 80 },
        'web-4',
        '192.168.130.4',
        SEND,
      ),
  ],
  [
    'change',
    'setting mode drain',
    async (c) => await c.change(ref, { mode: 'drain', label: 'web-4.out' }, SEND),
  ],
  [
    'drain',
    'setting mode drain',
    async (c) => await c.drain(ref, 'web-4.outgsmo0', aPermit(), { until: Infinity, again: SEND }),
  ],
  ['backend', 'reading backend node 17', async (c) => await c.backend(ref)],
  ['tags', 'reading the tags of NodeBalancer 12345', async (c) => await c.tags(ref.nodeBalancer)],
  [
    'setTags',
    'setting the tags of NodeBalancer 12345',
    async (c) => await c.setTags(ref.nodeBalancer, ['mine'], SEND),
  ],
  ['detach', 'detaching backend node 17', async (c) => await c.detach(ref, aPermit(), SEND)],
  ['remove', 'deleting instance 7', async (c) => await c.remove(instanceId(7), aPermit(), SEND)],
  ['price', 'reading the price of t', async (c) => await c.price('t')],
  ['cores', 'reading the processors of t', async (c) => await c.cores('t')],
]

/** Everything that was sent, as an API or a proxy may repeat it. */
const everything = (config: Config): string =>
  `${JSON.stringify(config.headers.toJSON())} ${String(config.data)}`
const broken = (config: Config, code: string): never => {
  const request = { headers: config.headers, body: config.data as unknown }
  throw Object.assign(new Error(everything(config)), { code, config, request, response: { config } })
}
const says =
  (status: number, said: (config: Config) => object, headers = {}) =>
  (config: Config) => ({
    status,
    headers,
    data: JSON.stringify(said(config)),
  })
const echo = (config: Config): object => ({
  errors: [{ reason: everything(config), field: everything(config) }],
})

const FAILURES: Readonly<Record<string, (config: Config) => object>> = {
  'a reset connection': (config) => broken(config, 'ECONNRESET'),
  'a refused connection': (config) => broken(config, 'ECONNREFUSED'),
  'an error of the client': (config) => {
    throw new Error(everything(config), { cause: config })
  },
  'a text that is thrown': (config) => {
    // eslint-disable-next-line no-throw-literal, typescript/only-throw-error
    throw everything(config)
  },
  'a refusal that repeats the request': says(400, echo),
  'a 401 that repeats it': says(401, echo, { 'x-oauth-scopes': TOKEN, 'x-accepted-oauth-scopes': TOKEN }),
  'a 403 that repeats it': says(403, echo),
  'a 409 that repeats it': says(409, echo),
  'a 429 that repeats it': says(429, echo),
  'a 500 that repeats it': says(500, echo),
  'a 503 that repeats it': says(503, echo),
  'a label that is taken': says(400, (config) => ({
    errors: [{ field: 'label', reason: `Label must be unique, not ${everything(config)}` }],
  })),
  'a page of HTML': (config) => ({
    status: 502,
    headers: { 'content-type': 'text/html' },
    data: `<html>${everything(config)}</html>`,
  }),
  'a success of another shape': says(200, (config) => ({ id: everything(config) })),
  'half a success': (config) => ({ status: 200, headers: {}, data: `{"id": "${everything(config)}` }),
}

/** What is told, by the error and along the way, of one method that fails; with what it sent. */
async function toldOf(doing: (cloud: Cloud) => Promise<unknown>, fail: (config: Config) => object) {
  const time = new VirtualTime(NOON, () => undefined)
  const lines: string[] = []
  const sent = { password: '' }
  const adapter: Adapter = async (config) => {
    sent.password = /"root_pass":"([^"]+)"/.exec(String(config.data))?.[1] ?? sent.password
    const reply = await Promise.resolve(fail(config))
    return { status: 0, statusText: '', headers: {}, data: null, ...reply, config, request: config }
  }
  const cloud = linodeCloud({
    baseUrl: 'http://127.0.0.1:1',
    token: TOKEN,
    version: '0',
    clock: time,
    policy: aPolicy(),
    adapter,
    onRequest: (line) => void lines.push(line),
    instance: {
      region: 'us-east',
      type: 't',
      otherTypes: [],
      image: 'i',
      tags: ['fleet:web:12345'],
      fields: { stackscript_data: { db: STACK_SECRET, port: 80 }, metadata: { user_data: USER_DATA } },
    },
  })
  const error = await time.run(
    doing(cloud).then(
      () => null,
      (e: unknown) => e,
    ),
  )
  return { error, lines, password: sent.password }
}

function everyWayToLook(error: unknown): string {
  const stack = error instanceof Error ? `${error.stack} ${String(error.cause)}` : ''
  return `${JSON.stringify(error)} ${inspect(error, { depth: 10, showHidden: true })} ${String(error)} ${stack}`
}

describe('no failure tells the token, a root password or a secret of the profile', () => {
  const table = METHODS.flatMap(([name, what, doing]) =>
    Object.entries(FAILURES).map(([failure, fail]) => [name, failure, what, doing, fail] as const),
  )
  // These resolve: there is nothing that an answer of theirs must have.
  const fine = new Set([
    'setTags after a success of another shape',
    'detach after a success of another shape',
    'remove after a success of another shape',
  ])

  test.each(table)('%s after %s', async (name, failure, what, doing, fail) => {
    const { error, lines, password } = await toldOf(doing, fail)
    if (fine.has(`${name} after ${failure}`)) return expect(error).toBeNull()
    expect(error).toBeInstanceOf(CloudError)
    const told = `${everyWayToLook(error)} ${lines.join(' ')}`
    if (!failure.includes('success of another shape')) expect(told).toContain(what)
    for (const secret of [TOKEN, TOKEN.slice(0, 12), 'Bearer f', USER_DATA, STACK_SECRET])
      expect(told).not.toContain(secret)
    expect(password).toHaveLength(name === 'create' ? 48 : 0)
    if (password !== '') expect(told).not.toContain(password)
  })
})

const creating = async (c: Cloud): Promise<unknown> => await c.create('web-4', 60_000)

test('every create has a password of its own', async () => {
  const fail = says(400, () => ({ errors: [{ reason: 'no' }] }))
  const [one, two] = [await toldOf(creating, fail), await toldOf(creating, fail)]
  expect(one.password).not.toBe(two.password)
})
