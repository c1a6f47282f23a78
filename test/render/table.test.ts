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
      { indent: '  ' },
    ),
  ).toEqual(['  a', '', '  b  c'])
})

test('rows are indented', () => {
  expect(table([['a', 'b']], { indent: '    ' })).toEqual(['    a  b'])
})

test.each<[string, number, readonly (readonly string[])[], readonly string[]]>([
  [
    'a row that is too long breaks the columns of no other',
    20,
    [
      ['ok', 'one', '1'],
      ['ok', 'x'.repeat(30), '2'],
    ],
    ['ok  one  1', `ok  ${'x'.repeat(30)}  2`],
  ],
  [
    'a column that all rows fill keeps its width',
    14,
    [
      ['web-10', 'a'],
      ['web-9', 'much too long'],
    ],
    ['web-10  a', 'web-9   much too long'],
  ],
  [
    'what fits keeps its columns',
    20,
    [
      ['a', 'one', '1'],
      ['b', 'three', '2'],
    ],
    ['a  one    1', 'b  three  2'],
  ],
])('on a terminal, %s', (_rule, columns, rows, told) => {
  expect(table(rows, { columns })).toEqual(told)
})

test('no rows are no lines', () => {
  expect(table([])).toEqual([])
})

test('a shorter row leaves the columns as wide as the others make them', () => {
  expect(table([['a', 'bbb', 'c'], ['d'], ['e', 'f', 'g']])).toEqual(['a  bbb  c', 'd', 'e  f    g'])
})
