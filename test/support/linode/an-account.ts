import { linodeCloud } from '../../../src/linode/linode-cloud.ts'
import type { Adapter } from '../../../src/linode/send.ts'
import { aPolicy, NOON } from '../a-fleet.ts'
import { VirtualTime } from '../virtual-time.ts'

/** What an account answers at one path: a body, or a status and a reason; with headers if need be. */
export interface Reply {
  readonly status?: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers by path. */
export type Replies = Readonly<Record<string, Reply>>

/** A page that is the whole list. */
export function aList(...data: readonly object[]): Reply {
  return { body: { data, page: 1, pages: 1, results: data.length } }
}

/** A refusal in the API's envelope. */
export function aRefusal(status: number, reason: string, headers: Reply['headers'] = {}): Reply {
  return { status, body: { errors: [{ reason }] }, headers }
}

/** The paths of an account in which web has nothing but its NodeBalancer. */
export const EMPTY: Replies = {
  '/v4beta/linode/instances': aList(),
  '/v4beta/nodebalancers/12345': {
    body: { id: 12345, label: 'nb', region: 'us-east', ipv4: '203.0.113.10', tags: [] },
  },
  '/v4/nodebalancers/12345/configs': aList({ id: 67890, port: 80, check: 'http' }),
  '/v4/nodebalancers/12345/configs/67890/nodes': aList(),
  '/v4beta/account/events': aList(),
}

/** The real adapter on an account that answers by path; a path that is not there fails the test. */
export function anAccount(replies: Replies, policy = aPolicy()) {
  const time = new VirtualTime(NOON, () => undefined)
  const requests: { readonly path: string; readonly filter: unknown }[] = []
  const adapter: Adapter = async (config) => {
    const { pathname: path } = new URL(config.url ?? '')
    const said = config.headers.get('x-filter')
    const filter: unknown = typeof said === 'string' ? JSON.parse(said) : null
    requests.push({ path, filter })
    const { status = 200, body, headers = {} } = replies[path] ?? aRefusal(418, `the test has no ${path}`)
    // Answers overtake one another, as on a network.
    await time.sleep(path.length)
    return {
      status,
      statusText: '',
      headers: { ...headers },
      data: JSON.stringify(body),
      config,
      request: null,
    }
  }
  const instance = {
    region: 'us-east',
    type: 't',
    otherTypes: [],
    image: 'i',
    tags: [policy.fleetTag],
    fields: {},
  }
  const connection = { baseUrl: 'http://127.0.0.1:1', token: 'the-token', version: '0' }
  const cloud = linodeCloud({ ...connection, clock: time, policy, instance, adapter })
  return { cloud, time, requests }
}
