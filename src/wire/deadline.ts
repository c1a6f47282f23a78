/** A signal that is aborted after a while, or with another one; `end` forgets both. Not AbortSignal.any: what is resident would keep each. */
export function deadline(
  ms: number,
  stop: AbortSignal,
): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, ms)
  stop.addEventListener('abort', abort)
  if (stop.aborted) abort()
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', abort)
    },
  }
}
