import { createInterface } from 'node:readline'
import { StoppedError, UsageError } from '../errors.ts'

let lines: AsyncIterator<string> | null = null

/** Asks the person at the terminal for a line. What was typed ahead is kept for the next question. Rejects with a UsageError at Ctrl-D, and with a StoppedError at Ctrl-C and whenever `stop` is aborted. */
export async function askOnTerminal(question: string, stop: AbortSignal): Promise<string> {
  lines ??= linesTyped(stop)
  process.stdout.write(question)
  // Only a question that waits keeps the process alive.
  process.stdin.ref()
  const { value, done } = await lines.next()
  process.stdin.unref()
  if (done !== true) return value
  process.stdout.write('\n')
  throw stop.aborted
    ? new StoppedError(String(stop.reason))
    : new UsageError('the answers ended here: nothing was changed')
}

/** While it reads lines the terminal sends no signal at Ctrl-C: it is sent from here, and ends a question as it ends everything else. */
function linesTyped(stop: AbortSignal): AsyncIterator<string> {
  const reading = createInterface({ input: process.stdin, output: process.stdout, signal: stop })
  reading.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  return reading[Symbol.asyncIterator]()
}
