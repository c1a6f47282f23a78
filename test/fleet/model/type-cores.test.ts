import { expect, test } from 'vitest'
import { coresOfType } from '../../../src/fleet/model/type-cores.ts'

test.each([
  ['g6-nanode-1', 1],
  ['g6-standard-1', 1],
  ['g6-standard-2', 2],
  ['g6-dedicated-16', 16],
  ['g7-premium-64', 64],
  ['g7-highmem-1', 2],
  ['g7-highmem-2', 2],
  ['g7-highmem-4', 4],
  ['g7-highmem-8', 8],
  ['g7-highmem-16', 16],
  ['g1-gpu-rtx6000-1', null],
  ['g6-standard-0', null],
  ['xg6-standard-2', null],
  ['g6-standard-2x', null],
])('%s has %s processors', (type, cores) => {
  expect(coresOfType(type)).toBe(cores)
})
