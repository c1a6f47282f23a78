import { CloudError } from '../cloud.ts'

/** Tries types in order while there is no capacity for them; the last one's refusal is the one that is told. */
export async function firstWithRoom<T>(
  first: string,
  others: readonly string[],
  send: (type: string) => Promise<T>,
): Promise<T> {
  let refusal: CloudError | null = null
  for (const type of [first, ...others]) {
    try {
      return await send(type)
    } catch (error) {
      if (!(error instanceof CloudError && error.code === 'no-capacity')) throw error
      refusal = error
    }
  }
  const tried = `${refusal?.message ?? ''}; ${[first, ...others].join(', ')} were tried in this order`
  const none = new CloudError(
    'no-capacity',
    tried,
    'run it again later, or add another type to instance.type',
  )
  throw others.length > 0 ? none : refusal
}
