import { createInterface } from 'node:readline'
import { UsageError } from '../errors.ts'

let lines: AsyncIterator<string> | null = null

/** Asks the person at the terminal for a line. What was typed ahead is kept for the next question. Rejects with a UsageError at Ctrl-C and Ctrl-D, and when `stop` is aborted. */
export async function askOnTerminal(question: string, stop: AbortSignal): Promise<string> {
  lines ??= createInterface({ input: process.stdin, output: process.stdout, signal: stop })[
    Symbol.asyncIterator
  ]()
  process.stdout.write(question)
  // Only a question that waits keeps the process alive.
  process.stdin.ref()
  const { value, done } = await lines.next()
  process.stdin.unref()
  if (done === true) throw new UsageError('the answers ended here: nothing was written')
  return value
}
