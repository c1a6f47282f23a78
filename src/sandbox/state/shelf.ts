interface Version<Row> {
  readonly from: number
  readonly row: Row | null
}

/** How far back a list can look: older versions are dropped. */
const REMEMBERED_MS = 600_000

/** Rows by id that remember, for ten minutes, how they were before each write, so that lists can lag behind. */
export class Shelf<Row extends { readonly id: number }> {
  readonly #rows = new Map<number, Row>()
  readonly #past = new Map<number, readonly Version<Row>[]>()
  #sorted: readonly Row[] | null = null

  get(id: number): Row | undefined {
    return this.#rows.get(id)
  }

  /** Writes a row as of `at`. */
  put(row: Row, at: number): void {
    this.#remember(row.id, { from: at, row })
    this.#rows.set(row.id, row)
    this.#sorted = null
  }

  /** Takes a row away as of `at`. */
  remove(id: number, at: number): void {
    this.#remember(id, { from: at, row: null })
    this.#rows.delete(id)
    this.#sorted = null
  }

  /** The rows as they are, by ascending id. */
  all(): readonly Row[] {
    this.#sorted ??= [...this.#rows.values()].sort((a, b) => a.id - b.id)
    return this.#sorted
  }

  /** The rows as they were at `at`, by ascending id. */
  asOf(at: number): readonly Row[] {
    const rows = [...this.#past.values()].map((versions) => versions.findLast(({ from }) => from <= at)?.row)
    return rows.filter((row) => row !== null && row !== undefined).sort((a, b) => a.id - b.id)
  }

  #remember(id: number, version: Version<Row>): void {
    const versions = this.#past.get(id) ?? []
    const oldest = versions.findLastIndex(({ from }) => from <= version.from - REMEMBERED_MS)
    this.#past.set(id, [...versions.slice(Math.max(0, oldest)), version])
  }
}
