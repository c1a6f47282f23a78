/** A text that a generated file cannot hold: its format has no way to write it that everybody reads alike. */
export class UnquotableError extends Error {
  override readonly name = 'UnquotableError'

  constructor(text: string, format: string, why: string) {
    super(`${JSON.stringify(text)} cannot be written into ${format}: ${why}`)
  }
}
