import { CloudError } from '../cloud.ts'

/** Tries types in order while there is no capacity for them; the last one's refusal is the one that is told. */
export async function firstWithRoom<T>(
  types: readonly string[],
  send: (type: string) => Promise<T>,
): Promise<T> {
  for (const type of types.slice(0, -1)) {
    try {
      return await send(type)
    } catch (error) {
      if (!(error instanceof CloudError && error.code === 'no-capacity')) throw error
    }
  }
  try {
    return await send(types.at(-1) ?? '')
  } catch (error) {
    const none = types.length > 1 && error instanceof CloudError && error.code === 'no-capacity'
    throw none ? noneWithRoom(types, error) : error
  }
}

function noneWithRoom(types: readonly string[], { code, message }: CloudError): CloudError {
  const tried = `${message}; ${types.join(', ')} were tried in this order`
  return new CloudError(code, tried, 'run it again later, or add another type to instance.type')
}
