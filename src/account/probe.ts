/** One request, sent as it stands and once. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the API's base: `/v4/account/events?page=1`. */
  readonly path: string
  readonly filter?: object
  readonly body?: Readonly<Record<string, unknown>>
}

/** What came back, whatever it says; secrets are blotted out of it. */
export type Reply =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>
      /** The body as JSON; null when it is none. */
      readonly body: unknown
    }
  | { readonly kind: 'none'; readonly why: string }

/** The account as it answers to whoever wants to know how it answers: no retry, no judgement. */
export interface Probe {
  /** Sends one request. Never rejects. A create of an instance that names nobody's keys gets a random root password, which nobody sees. */
  ask(question: Question): Promise<Reply>
}
