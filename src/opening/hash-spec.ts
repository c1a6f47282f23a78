import { createHash, scrypt } from 'node:crypto'
import type { SpecMaterial } from '../profile/spec-material.ts'

const SHOWN = 20
const SLOW_BYTES = 32

/**
 * The hash of a spec, as its tag has it. What may hold secrets goes through scrypt first, with the fleet tag as salt: whoever reads the tag
 * guesses slowly, and two fleets of one secret have different tags.
 */
export async function hashSpec({ plain, secret }: SpecMaterial, fleetTag: string): Promise<string> {
  const slow = secret === null ? '' : (await slowly(secret, fleetTag)).toString('hex')
  return createHash('sha256').update(`${plain}\n${slow}`).digest('hex').slice(0, SHOWN)
}

async function slowly(secret: string, salt: string): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    scrypt(secret, salt, SLOW_BYTES, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
