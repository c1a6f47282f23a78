import type { Target } from '../account/account.ts'
import type { Row } from './api-error.ts'
import type { Pace } from './call.ts'
import { listAll } from './list.ts'
import type { Wire } from './send.ts'

/** Every instance with a tag. Rejects with a CloudError. */
export async function readTargets(
  { wire, pace }: { readonly wire: Wire; readonly pace: Pace },
  tag: string,
): Promise<readonly Target[]> {
  const { rows } = await listAll(wire, pace, {
    what: 'listing the Linodes',
    path: '/v4/linode/instances',
    filter: { tags: tag },
  })
  // The filter takes whatever holds the tag's text.
  return rows.map(toTarget).filter(({ tags }) => tags.includes(tag))
}

function toTarget(row: Row): Target {
  return {
    id: Number(row['id']),
    label: text(row['label']),
    tags: texts(row['tags']),
    ipv4: texts(row['ipv4']),
    ipv6: text(row['ipv6']),
    region: text(row['region']),
    type: text(row['type']),
    image: text(row['image']),
    status: text(row['status']),
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
