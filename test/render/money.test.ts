import { describe, expect, test } from 'vitest'
import { money, moneyChange } from '../../src/render/money.ts'

describe('dollars have two decimals, and more when an hour’s price needs them', () => {
  test.each([
    [0, '$0.00'],
    [5, '$5.00'],
    [20.5, '$20.50'],
    [0.0075, '$0.0075'],
    [0.018, '$0.018'],
    [0.03, '$0.03'],
    [0.1, '$0.10'],
    [1234.5678, '$1234.5678'],
    [0.1 + 0.2, '$0.30'],
    [0.00004, '$0.00'],
    [-0.0075, '-$0.0075'],
  ])('%d is %s', (dollars, text) => {
    expect(money(dollars)).toBe(text)
  })
})

describe('a change has a sign', () => {
  test.each([
    [0.0075, '+$0.0075'],
    [-0.015, '-$0.015'],
    [0, '$0.00'],
    [-0, '$0.00'],
    [-0.00001, '$0.00'],
    [0.00001, '$0.00'],
  ])('%d is %s', (dollars, text) => {
    expect(moneyChange(dollars)).toBe(text)
  })
})
