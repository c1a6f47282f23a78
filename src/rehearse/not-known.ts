/** Why an experiment has no answer. */
export class NotKnown extends Error {
  override readonly name = 'NotKnown'
}
