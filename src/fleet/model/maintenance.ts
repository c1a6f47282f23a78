/** Something that Linode will do to an instance. */
export interface Maintenance {
  readonly instance: number
  /** The API's word: reboot, cold migration, live migration. */
  readonly what: string
  /** On the API's clock, in milliseconds since 1970; null where no time is set. */
  readonly at: number | null
}
