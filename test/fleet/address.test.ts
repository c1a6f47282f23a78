import { expect, test } from 'vitest'
import { backendAddress } from '../../src/fleet/address.ts'

test.each([
  ['192.168.130.5', 80, '192.168.130.5:80'],
  ['2001:db8::7', 443, '[2001:db8::7]:443'],
])('the address of %s on port %d is %s', (host, port, address) => {
  expect(backendAddress(host, port)).toBe(address)
})
