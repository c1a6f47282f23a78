import { cutAtWord } from '../fit.ts'

/** How far something is, on one line that is drawn over: `43% of web.yaml`, never as wide as the terminal. */
export function percentLine(part: number, of: string, columns: number): string {
  return cutAtWord(`${Math.round(part * 100)}% of ${of}`, columns - 1)
}
