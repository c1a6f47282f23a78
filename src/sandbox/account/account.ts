import { apiTime } from '../wire/api-time.ts'
import { BodyReader, parseBody } from '../wire/body-reader.ts'
import type { Call } from '../wire/call.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { PlannedMaintenance, State } from '../state/state.ts'

const SETTINGS = [
  'legacy_config_only',
  'legacy_config_default_but_linode_allowed',
  'linode_default_but_legacy_config_allowed',
  'linode_only',
] as const

const TOKEN_ID = 4_711
const SINCE = '2020-01-01T00:00:00'

/** GET /account: an account of nobody. */
export function getAccount(call: Call): unknown {
  const nobody = {
    company: '',
    address_1: '',
    address_2: '',
    city: '',
    state: '',
    zip: '',
    country: '',
    phone: '',
    tax_id: '',
  }
  return {
    ...nobody,
    email: `${call.state.username}@example.com`,
    first_name: 'Sandbox',
    last_name: 'Account',
    balance: 0,
    balance_uninvoiced: 0,
    billing_source: 'linode',
    credit_card: { last_four: null, expiry: null },
    active_since: SINCE,
    capabilities: ['Linodes', 'NodeBalancers', 'Cloud Firewall', 'Linode Interfaces', 'VPCs'],
    active_promotions: [],
    euuid: call.state.customer,
  }
}

function showSettings(state: State): unknown {
  return {
    managed: false,
    network_helper: state.switches.networkHelper,
    longview_subscription: null,
    backups_enabled: false,
    object_storage: 'disabled',
    interfaces_for_new_linodes: state.switches.interfacesForNewLinodes,
    maintenance_policy: 'linode/migrate',
  }
}

/** GET /account/settings */
export function getSettings(call: Call): unknown {
  return showSettings(call.state)
}

/** PUT /account/settings: what new Linodes get, and the network helper. */
export function updateSettings(call: Call): unknown {
  const { switches } = call.state
  const reader = new BodyReader(parseBody(call.body))
  const interfaces = reader.oneOf('interfaces_for_new_linodes', SETTINGS) ?? switches.interfacesForNewLinodes
  const helper = reader.flag('network_helper') ?? switches.networkHelper
  reader.check()
  switches.interfacesForNewLinodes = interfaces
  switches.networkHelper = helper
  return showSettings(call.state)
}

const MAINTENANCE_FIELDS = {
  status: (row: PlannedMaintenance) => row.status,
  type: (row: PlannedMaintenance) => row.type,
  when: (row: PlannedMaintenance) => apiTime(row.when),
}

function showMaintenance({ linode, label, type, status, when }: PlannedMaintenance): unknown {
  const entity = { id: linode, label, type: 'linode', url: `/v4/linode/instances/${linode}` }
  return { entity, reason: 'This maintenance was planned by hand.', status, type, when: apiTime(when) }
}

/** GET /account/maintenance: what was planned by hand. */
export function listMaintenance(call: Call): unknown {
  return pageOf(call, call.state.maintenance, { fields: MAINTENANCE_FIELDS, show: showMaintenance })
}

/** GET /profile */
export function getProfile(call: Call): unknown {
  const { username, switches } = call.state
  return {
    uid: 1,
    username,
    email: `${username}@example.com`,
    verified_phone_number: null,
    timezone: 'UTC',
    email_notifications: false,
    referrals: { code: '', url: 'https://example.com/', total: 0, completed: 0, pending: 0, credit: 0 },
    ip_whitelist_enabled: false,
    lish_auth_method: 'password_keys',
    authorized_keys: [],
    two_factor_auth: false,
    restricted: switches.visibleLinodes !== null,
    authentication_type: 'password',
    user_type: 'default',
  }
}

const RIGHTS = [
  'add_databases',
  'add_domains',
  'add_firewalls',
  'add_images',
  'add_linodes',
  'add_longview',
  'add_nodebalancers',
  'add_stackscripts',
  'add_volumes',
  'add_vpcs',
  'cancel_account',
  'longview_subscription',
]
const ENTITIES = [
  'database',
  'domain',
  'firewall',
  'image',
  'longview',
  'nodebalancer',
  'stackscript',
  'volume',
  'vpc',
]

function granted({ id, label }: { readonly id: number; readonly label: string }) {
  return { id, label, permissions: 'read_write' }
}

/** GET /profile/grants: nothing for an unrestricted user, else what may be seen. */
export function getGrants({ state }: Call): unknown {
  const visible = state.switches.visibleLinodes
  if (visible === null) return undefined
  const linode = state.instances.all().filter(({ id }) => visible.includes(id))
  return {
    global: {
      account_access: null,
      child_account_access: null,
      ...Object.fromEntries(RIGHTS.map((name) => [name, true])),
    },
    ...Object.fromEntries(ENTITIES.map((name) => [name, []])),
    linode: linode.map(granted),
    nodebalancer: state.nodebalancers.all().map(granted),
  }
}

function showToken(state: State) {
  // The API shows the beginning of a token only.
  const token = state.token.value.slice(0, 16)
  const expiry = '2999-12-31T00:00:00'
  return { id: TOKEN_ID, label: 'sandbox', scopes: state.token.scopes, created: SINCE, token, expiry }
}

/** GET /profile/tokens */
export function listTokens(call: Call): unknown {
  const rows = [showToken(call.state)]
  const fields = {
    created: (row: (typeof rows)[number]) => row.created,
    label: (row: (typeof rows)[number]) => row.label,
  }
  return pageOf(call, rows, { fields, show: (row) => row })
}

/** GET /profile/tokens/{tokenId} */
export function getToken(call: Call): unknown {
  if (call.params[0] !== String(TOKEN_ID)) throw notFound()
  return showToken(call.state)
}

/** GET /linode/stackscripts/{stackscriptId}: every id is a StackScript that asks nothing. */
export function getStackscript(call: Call): unknown {
  const id = Number(call.params[0])
  if (!Number.isInteger(id) || id < 1) throw notFound()
  return {
    id,
    username: call.state.username,
    user_gravatar_id: '',
    label: `stackscript-${id}`,
    description: '',
    ordinal: 0,
    logo_url: '',
    images: ['any/all'],
    deployments_total: 0,
    deployments_active: 0,
    is_public: false,
    mine: true,
    created: apiTime(Date.parse(`${SINCE}Z`)),
    updated: SINCE,
    rev_note: '',
    script: '#!/bin/bash\n',
    user_defined_fields: [],
  }
}
