/** One request as the sandbox reads it. */
export interface SandboxRequest {
  /** `GET`, `POST`, `PUT` or `DELETE`. */
  readonly method: string
  /** Path and query, such as `/v4/linode/instances?page=1`. */
  readonly url: string
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text, empty when there is none. */
  readonly body: string
}

/** What happens to a reply on its way back; whoever carries the bytes does it. Milliseconds are real ones. */
export type ReplyFault =
  { readonly kind: 'drop' } | { readonly kind: 'never' } | { readonly kind: 'delay'; readonly ms: number }

/** One reply; with a `fault`, what is done with it instead of handing it over at once. */
export interface SandboxReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly fault?: ReplyFault
}

/** One line of the sandbox's log. */
export interface Exchange {
  /** When it was answered, in the sandbox's milliseconds since 1970. */
  readonly at: number
  readonly method: string
  /** Path without query, as it was sent (with `/v4` or `/v4beta`). */
  readonly path: string
  readonly status: number
  /** The kind of the scripted fault that touched this exchange; a judge leaves those out. */
  readonly fault?: string
}
