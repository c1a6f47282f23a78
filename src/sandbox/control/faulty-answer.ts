import type { SandboxReply } from '../wire/exchange.ts'
import type { FaultRule } from './faults.ts'
import { errorReply, htmlReply, type ReplyContext, withHeaders } from '../wire/reply.ts'

const REASONS = {
  '429': 'Too many requests',
  '408': 'Request timed out',
  '500': 'Internal Server Error',
  '503': 'Service Unavailable',
  '504': 'Gateway Timeout',
} as const

function errorOf(rule: FaultRule, context: ReplyContext, kind: keyof typeof REASONS): SandboxReply {
  const reply = errorReply(context, Number(kind), [{ reason: REASONS[kind] }])
  return rule.retryAfter === null ? reply : withHeaders(reply, { 'retry-after': String(rule.retryAfter) })
}

/** Carries out a fault on a call whose own answer is `work()`: called only where the call takes effect. */
export function faultyAnswer(rule: FaultRule, context: ReplyContext, work: () => SandboxReply): SandboxReply {
  switch (rule.kind) {
    case 'drop-before':
      return { ...errorReply(context, 503, []), fault: { kind: 'drop' } }
    case 'drop-after':
      return { ...work(), fault: { kind: 'drop' } }
    case 'delay':
      return { ...work(), fault: { kind: 'delay', ms: rule.delayMs } }
    case 'never':
      if (rule.takesEffect) work()
      return { ...errorReply(context, 503, []), fault: { kind: 'never' } }
    case '502':
      if (rule.takesEffect) work()
      return htmlReply(context, 502, 'Bad Gateway')
    case '429':
    case '408':
    case '500':
    case '503':
    case '504':
      if (rule.takesEffect) work()
      return errorOf(rule, context, rule.kind)
  }
}
