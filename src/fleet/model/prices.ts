/** What instances cost, in US dollars an hour. */
export interface Prices {
  readonly hourly: ReadonlyMap<string, number>
  /** Of all types that a create may come to. */
  readonly dearest: number
}
