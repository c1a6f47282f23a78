import { BodyReader, type JsonObject, labelTaken, parseBody, readTags } from '../wire/body-reader.ts'
import type { Call } from '../wire/call.ts'
import { refuseWithoutRoom } from './create-limits.ts'
import { NO_FIREWALL, readInterfaces } from './interfaces.ts'
import { bringToLife, isLabelTaken, type NewInstance } from './instance-life.ts'
import { showInstance } from './instance-view.ts'
import type { State } from '../state/state.ts'

const LABEL = /^[a-zA-Z0-9](?:(?!--|__|\.\.)[a-zA-Z0-9._-])*[a-zA-Z0-9]$/
const NO_AUTH = 'Must provide valid root_pass, authorized_keys, or authorized_users'
const KEY =
  /^(?:ssh-dss|ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp\d+|sk-\S+@openssh\.com) [A-Za-z0-9+/]+={0,3}(?: [^\r\n]*)?$/
const KEY_REASON = 'key-type must be ssh-dss, ssh-rsa, ecdsa-sha2-nistp, or ssh-ed25519'
const USER_DATA_LIMIT = 65_535

/** Reads an instance's label: 3 to 64 characters, no two marks in a row. */
export function readInstanceLabel(reader: BodyReader): string | undefined {
  const reason =
    'Label must begin and end with an alphanumeric character and use only letters, numbers, and single - _ .'
  return reader.text('label', { min: 3, max: 64, pattern: LABEL, reason })
}

function isStrong(password: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(password)).length
  return new Set(password).size >= 5 && (classes >= 2 || password.length >= 20)
}

function checkAccess(reader: BodyReader): void {
  const password = reader.text('root_pass', { min: 7, max: 128 })
  if (password !== undefined && !isStrong(password))
    reader.problem('root_pass', 'Password does not meet strength requirement')
  const keys = reader.texts('authorized_keys') ?? []
  for (const [index, key] of keys.entries())
    if (!KEY.test(key)) reader.problem('authorized_keys', `SSH Key ${index + 1} ${KEY_REASON}`)
  const users = reader.texts('authorized_users') ?? []
  const anything = reader.has('root_pass') || keys.length > 0 || users.length > 0
  if (reader.has('image') && !anything) reader.problem(null, NO_AUTH)
}

function checkCatalog(reader: BodyReader, state: State): void {
  const type = reader.text('type')
  const region = reader.text('region')
  const image = reader.text('image')
  const judge = {
    region: (): void => {
      reader.require('region')
      if (region !== undefined && !state.regions.has(region)) reader.problem('region', 'region is not valid')
    },
    type: (): void => {
      reader.require('type')
      if (type !== undefined && !state.types.has(type))
        reader.problem('type', 'A valid plan type by that ID was not found')
    },
  }
  const order =
    state.switches.errorOrder === 'type-first' ? (['type', 'region'] as const) : (['region', 'type'] as const)
  for (const field of order) judge[field]()
  if (image !== undefined && !state.images.has(image)) reader.problem('image', 'image is not valid')
}

function checkMetadata(reader: BodyReader): boolean {
  const metadata = reader.object('metadata')
  const data = metadata?.['user_data']
  if (data === undefined || data === null) return false
  if (typeof data !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(data) || data.length % 4 !== 0)
    reader.problem('metadata.user_data', 'user_data must be a valid base64 encoded string')
  else if (Buffer.from(data, 'base64').length > USER_DATA_LIMIT)
    reader.problem('metadata.user_data', `user_data must not exceed ${USER_DATA_LIMIT} bytes`)
  return true
}

function checkStackscript(reader: BodyReader): void {
  reader.integer('stackscript_id', 1)
  const data = reader.object('stackscript_data')
  if (data !== undefined && JSON.stringify(data).length > 65_535)
    reader.problem('stackscript_data', 'stackscript_data must not exceed 65535 characters')
}

function checkPolicy(reader: BodyReader): string | undefined {
  return reader.text('maintenance_policy', {
    pattern: /^linode\/(?:migrate|power_off_on)$/,
    reason: 'Unsupported maintenance policy slug format.',
  })
}

function generationOf(reader: BodyReader, state: State): 'legacy_config' | 'linode' {
  const setting = state.switches.interfacesForNewLinodes
  const byDefault = setting.startsWith('legacy') ? 'legacy_config' : 'linode'
  const asked = reader.oneOf('interface_generation', ['legacy_config', 'linode'] as const) ?? byDefault
  const only = { legacy_config_only: 'legacy_config', linode_only: 'linode' }
  if (setting in only && only[setting === 'linode_only' ? setting : 'legacy_config_only'] !== asked)
    reader.problem(
      'interface_generation',
      `This account allows only ${setting === 'linode_only' ? 'linode' : 'legacy_config'} interfaces`,
    )
  return asked
}

function placementOf(reader: BodyReader): number | null {
  const id = reader.object('placement_group')?.['id']
  return typeof id === 'number' ? id : null
}

function checkLabel(reader: BodyReader, state: State, now: number): string | null {
  const label = readInstanceLabel(reader)
  if (label === undefined) return null
  if (isLabelTaken(state, label, now)) reader.problem('label', labelTaken('linodes').message)
  return label
}

function keptTags(reader: BodyReader, { switches }: State): readonly string[] {
  const tags = readTags(reader) ?? []
  return switches.createTags === 'kept' ? tags : []
}

function readFirewall(reader: BodyReader, state: State): number | null {
  const id = reader.integer('firewall_id', -1) ?? null
  if (id !== null && id !== NO_FIREWALL && !state.firewallRules.has(id))
    reader.problem('firewall_id', 'firewall_id is not valid')
  return id
}

/** Reads a create call's body; throws a 400 with all that is wrong with it. */
export function readNewInstance(body: JsonObject, state: State, now: number): NewInstance {
  const reader = new BodyReader(body)
  checkCatalog(reader, state)
  const label = checkLabel(reader, state, now)
  const interfaceGeneration = generationOf(reader, state)
  const privateIp = reader.flag('private_ip') ?? false
  if (privateIp && interfaceGeneration === 'linode')
    reader.problem('private_ip', 'private_ip is not available for Linodes with Linode interfaces')
  const { subnet, firewall } = readInterfaces(reader, state, interfaceGeneration)
  const spec: NewInstance = {
    label,
    type: reader.text('type') ?? '',
    region: reader.text('region') ?? '',
    image: reader.text('image') ?? null,
    tags: keptTags(reader, state),
    privateIp,
    subnet,
    booted: reader.has('image') && (reader.flag('booted') ?? true),
    group: reader.text('group') ?? '',
    interfaceGeneration,
    hasUserData: checkMetadata(reader),
    backupsEnabled: reader.flag('backups_enabled') ?? false,
    diskEncryption: reader.oneOf('disk_encryption', ['enabled', 'disabled'] as const) ?? 'enabled',
    maintenancePolicy: checkPolicy(reader) ?? 'linode/migrate',
    placementGroup: placementOf(reader),
    firewall: readFirewall(reader, state) ?? firewall,
  }
  checkAccess(reader)
  checkStackscript(reader)
  reader.check()
  refuseWithoutRoom(state, spec)
  return spec
}

/** A restricted user is granted what he makes. */
function grantToMaker({ switches }: State, id: number): void {
  if (switches.visibleLinodes !== null) switches.visibleLinodes = [...switches.visibleLinodes, id]
}

/** POST /linode/instances */
export function createInstance(call: Call): unknown {
  const { state, now } = call
  const row = bringToLife(state, readNewInstance(parseBody(call.body), state, now), now)
  grantToMaker(state, row.id)
  return showInstance(state, row, now, call.version)
}
