import { UsageError } from '../errors.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'

/** Throws a UsageError when what every new member would be given has the API token in it: whoever made the image or the StackScript would have it. */
export function refuseToken({ fields, tags, userData }: InstanceSpec, token: string): void {
  const sent = [JSON.stringify([fields, tags]), userData ?? '']
  const encoded = [
    token,
    Buffer.from(token)
      .toString('base64')
      .replace(/={1,2}$/, ''),
  ]
  if (!sent.some((text) => encoded.some((form) => text.includes(form)))) return
  throw new UsageError(
    'what the profile gives to every new member has the API token in it: take it out of user data, stackscript_data and extra',
  )
}
