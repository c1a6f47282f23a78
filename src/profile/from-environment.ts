import { UsageError } from '../errors.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import type { Env } from './find-profile.ts'

/** The instance with the StackScript's values that are taken from the environment. Throws a UsageError that names what is not set, and what is a secret of this host. */
export function fromEnvironment(instance: InstanceSpec, env: Env): InstanceSpec {
  const data = instance.fields['stackscript_data']
  if (!isRow(data)) return instance
  const problems = environmentProblems(data, env)
  if (problems.length > 0)
    throw new UsageError(problems.map(([key, why]) => `instance.stackscript_data.${key}: ${why}`))
  const filled = Object.entries(data).map(([key, value]) => [key, valueOf(value, env)])
  return { ...instance, fields: { ...instance.fields, stackscript_data: Object.fromEntries(filled) } }
}

/** What is wrong with each value of `stackscript_data` that is to come from the environment, by its key; what is no such value is not judged. */
export function environmentProblems(data: unknown, env: Env): readonly (readonly [string, string])[] {
  if (!isRow(data)) return []
  return Object.entries(data).flatMap(([key, value]): readonly (readonly [string, string])[] => {
    if (!isRow(value) || typeof value['env'] !== 'string') return []
    const why = whyNotTaken(value['env'], env)
    return why === null ? [] : [[key, why]]
  })
}

/** What a profile takes from the environment. */
export function valuesFromEnvironment({ fields }: InstanceSpec, env: Env): readonly string[] {
  const data = fields['stackscript_data']
  if (!isRow(data)) return []
  return Object.values(data).flatMap((value) => (isRow(value) ? (env[nameOf(value)] ?? []) : []))
}

/** What bears a name for a StackScript is meant for it. */
const MEANT = /^STACKSCRIPT_/
/** The credentials of a host, by the names that programs give them; a password is what a StackScript asks for. */
const SECRET =
  /^(?:LINODE|AWS|AZURE|GOOGLE|GCP|DO|GITHUB|GH|GITLAB|CI|NPM|DOCKER|VAULT|SSH|GPG|KUBE\w*)_|TOKEN|SECRET|CREDENTIAL|(?:ACCESS|PRIVATE|API)_?KEY|_AUTH\b/i

function isSecret(name: string): boolean {
  return !MEANT.test(name) && SECRET.test(name)
}

/** Whether a secret is set is nobody's business: it is refused either way. */
function whyNotTaken(name: string, env: Env): string | null {
  if (isSecret(name)) return refusal(name)
  return env[name] === undefined ? `$${name} is not set` : null
}

function refusal(name: string): string {
  return `$${name} is named like a token or a credential of this host, and the StackScript's author would get it: if that is meant, give the value under the name $STACKSCRIPT_${name}`
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
