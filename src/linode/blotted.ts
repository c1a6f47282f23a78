import { blot } from '../blot.ts'

/** Fields of the API's answers whose values are nobody's business. */
const SECRET =
  /^(root_pass|token|ssl_key|ssl_cert|user_data|email|phone|tax_id|ssh_key|authorized_keys|credit_card)$/

/** A copy of a JSON value without secrets: those that are named, and those in fields that hold some. */
export function blotted(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return blot(value, secrets)
  if (Array.isArray(value)) return value.map((each: unknown) => blotted(each, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name,
      SECRET.test(name) && inner !== null ? '***' : blotted(inner, secrets),
    ]),
  )
}
