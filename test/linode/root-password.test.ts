import { expect, test } from 'vitest'
import { rootPassword } from '../../src/linode/root-password.ts'

const many = Array.from({ length: 200 }, rootPassword)

test('a root password has 48 characters, twelve of every class that Linode counts', () => {
  for (const password of many) {
    expect(password).toHaveLength(48)
    for (const kind of [/[a-z]/g, /[A-Z]/g, /[0-9]/g, /[^a-zA-Z0-9]/g])
      expect(password.match(kind)).toHaveLength(12)
  }
})

test('none is like another, and no place has a class of its own', () => {
  expect(new Set(many).size).toBe(many.length)
  for (let i = 0; i < 48; i++) {
    const at = many.map((p) => p.charAt(i))
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/])
      expect(at.filter((c) => kind.test(c)).length).toBeGreaterThan(10)
  }
})

test('it needs no escape in JSON, where an error is searched for it', () => {
  for (const password of many) expect(JSON.stringify(password)).toBe(`"${password}"`)
})
