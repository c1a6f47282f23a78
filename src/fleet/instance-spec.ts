/** What is sent in every create, under the API's own field names. */
export interface InstanceSpec {
  readonly region: string
  readonly type: string
  readonly image: string
  /** The profile's tags, then the fleet tag. */
  readonly tags: readonly string[]
  /** Every other field of POST /linode/instances. */
  readonly fields: Readonly<Record<string, unknown>>
}
