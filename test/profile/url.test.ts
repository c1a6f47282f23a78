import { expect, test } from 'vitest'
import { whyNoUrl } from '../../src/profile/url.ts'

test.each([
  'http://127.0.0.1:9090',
  'https://prometheus.example.org/base',
  'http://[::1]:9090/',
  'http://prom:9090',
  'http://prom:9090/graphite',
])('%s is the URL of a server', (url) => {
  expect(whyNoUrl(url)).toBeNull()
})

test.each([
  ['127.0.0.1:9090', /^write a URL/],
  ['ftp://127.0.0.1', /^write a URL/],
  ['http://a b', /^write a URL/],
  ['http://127.0.0.1:99999', /^is no URL/],
  ['http://:9090', /^is no URL/],
  ['http://', /^write a URL/],
  ['http://192.168.1.300:9090', /^is no URL/],
  ['http://[::1:9090', /^is no URL/],
  ['http://prom:9090x', /^is no URL/],
  ['http://prom:0', /port 0$/],
  ['http://prom:9090/graph?g0=x', /^ends at the path/],
  ['http://prom:9090#x', /^ends at the path/],
  ['http://prom:9090/graph', /^goes on below the server itself/],
  ['https://prom/base/api/v1/query', /^goes on below the server itself/],
  ['http://prom..example.org', /^is no URL: its host has an empty part/],
  ['http://http://prom:9090', /^has \/\/ in its path/],
])('%s is none', (url, why) => {
  expect(whyNoUrl(url)).toMatch(why)
})
