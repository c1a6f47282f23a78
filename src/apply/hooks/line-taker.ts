import { StringDecoder } from 'node:string_decoder'

/** Makes lines of what a program writes, and keeps the beginning of each alone: a line without an end costs no memory. */
export class LineTaker {
  readonly #decoder = new StringDecoder()
  readonly #longest: number
  readonly #take: (line: string) => void
  #line = ''

  /** `take` is given each line, at most `longest` characters of it. */
  constructor(longest: number, take: (line: string) => void) {
    this.#longest = longest
    this.#take = take
  }

  /** The next bytes. */
  write(bytes: Buffer): void {
    const [first = '', ...rest] = this.#decoder.write(bytes).split('\n')
    this.#add(first)
    for (const part of rest) {
      this.#tell()
      this.#add(part)
    }
  }

  /** There are no more bytes: what has no line end is a line too. */
  end(): void {
    this.#add(this.#decoder.end())
    if (this.#line !== '') this.#tell()
  }

  #add(part: string): void {
    this.#line += part.slice(0, this.#longest - this.#line.length)
  }

  #tell(): void {
    const line = this.#line
    this.#line = ''
    this.#take(line.replace(/\r$/, ''))
  }
}
