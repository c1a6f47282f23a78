import { isJson } from './sandbox/api.ts'
import { loadJudge, refereeFolder, referenceFolder, type Judge } from './sandbox/reference.ts'
import type { SandboxReply, SandboxRequest } from '../../src/sandbox/wire/exchange.ts'

const referee = refereeFolder()
const reference = referenceFolder()

/** The referee of the official API document; null where it is not at hand, with the reason in `whyNoJudge`. */
const judge: Judge | null =
  'folder' in referee && 'folder' in reference ? await loadJudge(referee.folder, reference.folder) : null

/** Why exchanges are not judged; null when they are. */
export const whyNoJudge: string | null =
  [referee, reference].flatMap((x) => ('missing' in x ? [x.missing] : []))[0] ?? null

/** What the official document says against one exchange; one that a scripted fault broke on purpose is left out. */
export function faultsOf(request: SandboxRequest, reply: SandboxReply): readonly string[] {
  if (judge === null || reply.headers['x-sandbox-fault'] !== undefined) return []
  return judgedBy(judge, request, reply)
}

/** What a judge says against one exchange. */
export function judgedBy(by: Judge, request: SandboxRequest, reply: SandboxReply): readonly string[] {
  const { faults } = by.check({
    method: request.method,
    url: request.url,
    reqHeaders: request.headers,
    reqBody: request.body,
    status: reply.status,
    resHeaders: reply.headers,
    resBody: reply.body,
  })
  return faults
    .filter((fault) => isAFault(fault, request))
    .map((f) => `${request.method} ${request.url} ${reply.status}: ${JSON.stringify(f)}`)
}

/** Operations of the API that are not in the document, which has only a part of them. */
const NOT_IN_THE_DOCUMENT = /^\/v4(beta)?\/(locks|account\/users|linode\/instances\/\d+\/stats)(\/|\?|$)/

/** A request that the document calls bad and that was refused as such is none; nor is one that the document does not speak of. */
function isAFault(fault: unknown, { url }: SandboxRequest): boolean {
  const { side, keyword } = isJson(fault) ? fault : {}
  if (side === 'request-refused') return false
  return keyword !== 'route' || !NOT_IN_THE_DOCUMENT.test(url)
}
