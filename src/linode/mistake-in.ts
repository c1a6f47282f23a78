import type { Mistake } from '../wire/wire-failure.ts'
import { isProxyPage } from './api-error.ts'
import type { Reply, Wire } from './send.ts'

/** Statuses that a gateway in front of the API gives when it has trouble of its own (400: seen of the API's edge, as a page). */
const PASSES = new Set([400, 408, 429, 500, 502, 503, 504])

/**
 * What is set wrong, when a reply shows it: trying again then does not help. An unknown host and a page of HTML are mistakes only as long
 * as the API has never answered at this base; after that they are trouble, and pass.
 */
export function mistakeIn(
  reply: Reply,
  { contact, baseUrl }: Pick<Wire, 'contact' | 'baseUrl'>,
): Mistake | null {
  if (reply.kind === 'none' && reply.mistake !== null) return reply.mistake
  if (contact.made) return null
  const remedy = `look whether the API base ${baseUrl} is right`
  if (reply.kind === 'answer') return isProxyPage(reply) && !PASSES.has(reply.status) ? { remedy } : null
  if (reply.why === 'ENOTFOUND') return { remedy: `${remedy}, and whether this machine resolves names` }
  return reply.why.startsWith('HPE_') ? { remedy: `${remedy}: what listens there does not speak HTTP` } : null
}
