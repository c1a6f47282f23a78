import * as z from 'zod/mini'
import { profileSchema } from './schema.ts'

/** The JSON Schema of a profile, for editors: made from what profiles are checked against. */
export function profileJsonSchema(): object {
  return { title: 'linode-autoscale profile', ...z.toJSONSchema(profileSchema, { io: 'input' }) }
}
