import type { Request } from '../../src/fleet/plan/request.ts'

/** Add `n` members and wait for them, unless said otherwise. */
export function outBy(n: number, overrides: Partial<Request> = {}): Request {
  return { action: 'scale-out', size: { kind: 'by', n }, force: false, wait: true, ...overrides }
}

/** Have at least `n` members in service. */
export function outTo(n: number, overrides: Partial<Request> = {}): Request {
  return outBy(n, { size: { kind: 'to', n }, ...overrides })
}

/** Remove `n` members. */
export function inBy(n: number, overrides: Partial<Request> = {}): Request {
  return outBy(n, { action: 'scale-in', ...overrides })
}

/** Have at most `n` members in service. */
export function inTo(n: number, overrides: Partial<Request> = {}): Request {
  return outTo(n, { action: 'scale-in', ...overrides })
}
