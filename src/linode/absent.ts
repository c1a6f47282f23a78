import { CloudError } from '../cloud.ts'

/** Null for what does not exist, or is gone already; any other refusal is passed on. */
export async function absent<T>(doing: Promise<T>): Promise<T | null> {
  try {
    return await doing
  } catch (error) {
    if (error instanceof CloudError && error.code === 'not-found') return null
    throw error
  }
}
