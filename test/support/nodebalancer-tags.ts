import type { World } from './world.ts'

function call(world: World, id: number, method: string, body = ''): string {
  const headers = { authorization: `Bearer ${world.sandbox.token}`, 'content-type': 'application/json' }
  return world.sandbox.handle({ method, url: `/v4/nodebalancers/${id}`, headers, body }).body
}

/** The tags of the fleet's NodeBalancer, or of another. */
export function tagsOf(world: World, id = 12345): readonly string[] {
  return (JSON.parse(call(world, id, 'GET')) as { tags: readonly string[] }).tags
}

/** Somebody sets them all. */
export function tagged(world: World, tags: readonly string[]): void {
  call(world, 12345, 'PUT', JSON.stringify({ tags }))
}
