/** What is sent in every create, under the API's own field names. */
export interface InstanceSpec {
  readonly region: string
  readonly type: string
  /** Types to try, in this order, while there is no capacity for the first. */
  readonly otherTypes: readonly string[]
  readonly image: string
  /** The profile's tags, then the fleet tag. */
  readonly tags: readonly string[]
  /** The tag that tells what it was made from; reckoned when it is sent. */
  readonly specTag?: () => Promise<string>
  /** What cloud-init finds, one character for each byte, with names of the member still to be filled in. */
  readonly userData?: string
  /** Every other field of POST /linode/instances. */
  readonly fields: Readonly<Record<string, unknown>>
}
