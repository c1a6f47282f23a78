import type { SandboxReply, SandboxRequest } from '../wire/exchange.ts'

/** This machine, as a Host header names it: whatever else a browser was led to say is a name that points here for an attack. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i

/**
 * Refuses what a page in a browser of this machine sends, and what reaches us under a foreign name; null when a request may go on. Nothing of the
 * account, of its scripted faults or of its clock is touched for what is refused.
 */
export function guard({ method, url, headers }: SandboxRequest, controlPrefix: string): SandboxReply | null {
  const host = headers['host'] ?? ''
  if (!LOOPBACK.test(host))
    return refusal(403, 'the Host header names another machine: ask 127.0.0.1 or localhost')
  if (isOfPage(headers, host)) return refusal(403, 'pages in a browser may not ask the sandbox')
  const changes =
    url.startsWith(controlPrefix) && method !== 'GET' && method !== 'HEAD' && method !== 'DELETE'
  if (changes && !isJson(headers['content-type'] ?? ''))
    return refusal(415, 'a control wants JSON: send content-type application/json (curl --json)')
  return null
}

/** A browser says from where it asks: only what a person has typed into its bar, or a page of ours, comes from nowhere else. */
function isOfPage(headers: SandboxRequest['headers'], host: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined && origin !== `http://${host}`) return true
  return site !== undefined && site !== 'none' && site !== 'same-origin'
}

function isJson(type: string): boolean {
  return /^application\/json\s*(?:;|$)/i.test(type)
}

function refusal(status: number, reason: string): SandboxReply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify({ error: reason, errors: [{ reason }] })}\n`,
  }
}
