/** Why the account does not allow what the profile or a plan wants. */
export interface AccountProblem {
  readonly code: 'not-found' | 'refused' | 'missing-scope' | 'blind'
  readonly message: string
  readonly remedy: string
}
