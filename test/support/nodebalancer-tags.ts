import type { World } from './world.ts'

function call(world: World, method: string, body = ''): string {
  const headers = { authorization: `Bearer ${world.sandbox.token}`, 'content-type': 'application/json' }
  return world.sandbox.handle({ method, url: '/v4/nodebalancers/12345', headers, body }).body
}

/** The tags of the fleet's NodeBalancer. */
export function tagsOf(world: World): readonly string[] {
  return (JSON.parse(call(world, 'GET')) as { tags: readonly string[] }).tags
}

/** Somebody sets them all. */
export function tagged(world: World, tags: readonly string[]): void {
  call(world, 'PUT', JSON.stringify({ tags }))
}
