import { expect, test } from 'vitest'
import { table } from '../../src/render/table.ts'

test('columns are as wide as their widest cell, two blanks between them', () => {
  expect(
    table([
      ['MEMBER', 'STATE'],
      ['web-1', 'in-service'],
      ['web-1000', 'held'],
    ]),
  ).toEqual(['MEMBER    STATE', 'web-1     in-service', 'web-1000  held'])
})

test('no line ends in blanks', () => {
  expect(
    table(
      [
        ['a', ''],
        ['', ''],
        ['b', 'c'],
      ],
      '  ',
    ),
  ).toEqual(['  a', '', '  b  c'])
})

test('rows are indented', () => {
  expect(table([['a', 'b']], '    ')).toEqual(['    a  b'])
})

test('no rows are no lines', () => {
  expect(table([])).toEqual([])
})

test('a shorter row leaves the columns as wide as the others make them', () => {
  expect(table([['a', 'bbb', 'c'], ['d'], ['e', 'f', 'g']])).toEqual(['a  bbb  c', 'd', 'e  f    g'])
})
