import type { Call } from '../wire/call.ts'
import { Refusal } from '../wire/refusal.ts'
import { pageOf } from '../wire/paging.ts'

const FIELDS = { username: (name: string) => name }

/** GET /account/users: everybody who may use the account, each with one SSH key; for users who are not restricted. */
export function listUsers(call: Call): unknown {
  if (call.state.switches.visibleLinodes !== null) throw new Refusal(403, [{ reason: 'Unauthorized' }])
  return pageOf(call, [...call.state.users], { fields: FIELDS, show: showUser })
}

function showUser(username: string): unknown {
  return {
    username,
    email: `${username}@example.com`,
    restricted: false,
    ssh_keys: [`${username}-key`],
    tfa_enabled: false,
    verified_phone_number: null,
    password_created: '2020-01-01T00:00:00',
    last_login: null,
    user_type: 'default',
  }
}
