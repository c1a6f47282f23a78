import { expect, test } from 'vitest'
import {
  backendAddress,
  canonicalAddress,
  canonicalHost,
  isPrivateHost,
} from '../../../src/fleet/model/address.ts'

test.each([
  ['192.168.130.5', 80, '192.168.130.5:80'],
  ['2001:db8::7', 443, '[2001:db8::7]:443'],
])('the address of %s on port %d is %s', (host, port, address) => {
  expect(backendAddress(host, port)).toBe(address)
})

// RFC 5952: one address has many spellings, and the API may choose another one than ours.
test.each([
  ['[2001:0DB8:0:0:f03c:95ff:5c8:1a44]:80', '[2001:db8::f03c:95ff:5c8:1a44]:80'],
  ['[2001:db8::f03c:95ff:5c8:1a44]:80', '[2001:db8::f03c:95ff:5c8:1a44]:80'],
  ['192.168.130.5:80', '192.168.130.5:80'],
  ['10.0.0.5:8080', '10.0.0.5:8080'],
  ['[no address]:80', '[no address]:80'],
  ['[2001:0DB8::7]:80x', '[2001:0DB8::7]:80x'],
  ['x[2001:0DB8::7]:80', 'x[2001:0DB8::7]:80'],
])('%s is %s', (address, canonical) => {
  expect(canonicalAddress(address)).toBe(canonical)
})

test.each([
  ['2001:db8::f03c:95ff:5c8:1a44/128', '2001:db8::f03c:95ff:5c8:1a44'],
  ['2001:DB8:0::1', '2001:db8::1'],
])('the host of %s is %s', (ipv6, host) => {
  expect(canonicalHost(ipv6)).toBe(host)
})

// 192.168.128.0/17 is where Linode's private addresses are.
test.each([
  ['the first', '192.168.128.0', true],
  ['the last', '192.168.255.255', true],
  ['the lower half of 192.168 is somebody’s own network', '192.168.127.255', false],
  ['a public one of a large third number', '45.79.200.7', false],
  ['one of a VPC', '10.0.200.7', false],
  ['one that only begins alike', '192.169.200.7', false],
  ['IPv6', '2001:db8::7', false],
])('a private host of Linode: %s', (_rule, host, is) => {
  expect(isPrivateHost(host)).toBe(is)
})
