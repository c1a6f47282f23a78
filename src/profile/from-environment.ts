import { UsageError } from '../errors.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import type { Env } from './find-profile.ts'

/** The instance with the StackScript's values that are taken from the environment. Throws a UsageError that names what is not set. */
export function fromEnvironment(instance: InstanceSpec, env: Env): InstanceSpec {
  const data = instance.fields['stackscript_data']
  if (!isRow(data)) return instance
  const unset = Object.entries(data).filter(([, value]) => isRow(value) && valueOf(value, env) === undefined)
  if (unset.length > 0) {
    const each = unset.map(([key, value]) => `instance.stackscript_data.${key}: $${nameOf(value)} is not set`)
    throw new UsageError(each)
  }
  const filled = Object.entries(data).map(([key, value]) => [key, valueOf(value, env)])
  return { ...instance, fields: { ...instance.fields, stackscript_data: Object.fromEntries(filled) } }
}

function valueOf(value: unknown, env: Env): unknown {
  return isRow(value) ? env[nameOf(value)] : value
}

function nameOf(value: unknown): string {
  return isRow(value) ? String(value['env']) : ''
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
