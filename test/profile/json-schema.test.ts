import { expect, test } from 'vitest'
import { profileJsonSchema } from '../../src/profile/json-schema.ts'

interface Node {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly items?: Node
  readonly anyOf?: readonly Node[]
}

/** Every mapping of the schema, with its path. */
function mappings(node: Node, path = ''): readonly (readonly [string, Node])[] {
  const inside = [
    ...Object.entries(node.properties ?? {}).flatMap(([key, part]) => mappings(part, `${path}.${key}`)),
    ...(node.anyOf ?? []).flatMap((part) => mappings(part, path)),
    ...(node.items === undefined ? [] : mappings(node.items, path)),
  ]
  return node.properties === undefined ? inside : [[path, node], ...inside]
}

const schema: Node = JSON.parse(JSON.stringify(profileJsonSchema())) as Node
const all = mappings(schema)

test('an editor marks unknown keys, everywhere', () => {
  expect(all.length).toBeGreaterThan(8)
  for (const [path, node] of all) expect([path, node.additionalProperties]).toEqual([path, false])
})

test('an editor tells what every key is', () => {
  const silent = all.flatMap(([path, { properties = {} }]) =>
    Object.entries(properties).flatMap(([key, { description = '' }]) =>
      description === '' ? [`${path}.${key}`] : [],
    ),
  )
  expect(silent).toEqual([])
})

test('an editor asks for what has no default', () => {
  expect(schema.required).toEqual(['name', 'instance', 'nodebalancer', 'size'])
})
