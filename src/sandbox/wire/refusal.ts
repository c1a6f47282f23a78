/** One entry of the API's error envelope. */
export interface ApiProblem {
  readonly reason: string
  readonly field?: string
}

/** Thrown by an endpoint to answer with an error envelope. */
export class Refusal extends Error {
  readonly status: number
  readonly problems: readonly ApiProblem[]

  constructor(status: number, problems: readonly ApiProblem[]) {
    super(problems.map((problem) => problem.reason).join('; '))
    this.status = status
    this.problems = problems
  }
}

/** 404, the answer for what is not there or is somebody else's. */
export const notFound = (): Refusal => new Refusal(404, [{ reason: 'Not found' }])

/** 400 about one field. */
export const invalid = (field: string, reason: string): Refusal => new Refusal(400, [{ reason, field }])

/** 400 without a field. */
export const refused = (reason: string): Refusal => new Refusal(400, [{ reason }])
