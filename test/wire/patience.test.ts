import { expect, test } from 'vitest'
import { Patience } from '../../src/wire/patience.ts'

function aPatience() {
  const stop = new AbortController()
  const again = new AbortController()
  return { stop, again, patience: new Patience(stop.signal, again.signal) }
}

test('while nothing was written the first signal ends every wait for a read', () => {
  const { stop, patience } = aPatience()
  expect(patience.reads.aborted).toBe(false)
  stop.abort('SIGTERM')
  expect(patience.reads.reason).toBe('SIGTERM')
})

test('after a write the first one ends none: the hand is finished; the second does', () => {
  const { stop, again, patience } = aPatience()
  patience.wrote()
  stop.abort('SIGTERM')
  expect(patience.reads.aborted).toBe(false)
  again.abort('SIGINT')
  expect(patience.reads.reason).toBe('SIGINT')
})

test('a write that comes after the signal opens nothing again', () => {
  const { stop, patience } = aPatience()
  stop.abort('SIGTERM')
  patience.wrote()
  expect(patience.reads.aborted).toBe(true)
})
