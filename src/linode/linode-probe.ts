import type { Probe, Question, Reply } from '../account/probe.ts'
import { parseJson } from './api-error.ts'
import { blotted } from './blotted.ts'
import { usualPace } from './call.ts'
import type { AccountOptions } from './linode-account.ts'
import { wireOf } from './linode-cloud.ts'
import { rootPassword } from './root-password.ts'
import { send } from './send.ts'

/** A Linode account to be asked how it answers. */
export function linodeProbe(options: AccountOptions): Probe {
  const wire = wireOf(options)
  const timeout = { ...usualPace, ...options.pace }.createTimeout
  return {
    ask: async (question): Promise<Reply> => {
      const { body, secrets } = withPassword(question)
      const reply = await send(wire, { ...question, ...(body === undefined ? {} : { body }), timeout })
      if (reply.kind === 'none') return { kind: 'none', why: reply.why }
      const { status, headers } = reply
      const hidden = [wire.token, ...secrets]
      return { kind: 'answer', status, headers, body: blotted(parseJson(reply.text) ?? null, hidden) }
    },
  }
}

interface Sent {
  readonly body: Question['body']
  readonly secrets: readonly string[]
}

/** The API wants somebody's keys or a password for an image. */
function withPassword({ body }: Question): Sent {
  const keys = [body?.['authorized_keys'], body?.['authorized_users']]
  const hasKeys = keys.some((list) => Array.isArray(list) && list.length > 0)
  if (body?.['image'] === undefined || hasKeys) return { body, secrets: [] }
  const root_pass = rootPassword()
  return { body: { ...body, root_pass }, secrets: [root_pass] }
}
