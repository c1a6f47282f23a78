import type { Experiment } from '../experiment.ts'
import { NotKnown } from '../not-known.ts'

/** The images may be listed 20 times a minute: no other call of this token is hindered. */
const LIMIT = 20

/** What is found out by asking too often, of a list that nothing here depends on. */
export const RATE_LIMIT: Experiment = {
  name: 'rate-limit',
  question: 'Does the refusal of one call too many say when to come again?',
  needs: 'nothing',
  run: async (lab) => {
    for (let calls = 1; calls <= LIMIT + 5; calls++) {
      const reply = await lab.send({ method: 'GET', path: '/v4/images?page=1&page_size=25' })
      if (reply.kind === 'none' || reply.status !== 429) continue
      const after = reply.headers['retry-after']
      const said = after === undefined ? 'no' : `Retry-After: ${after}`
      return { facts: { retryAfter: after !== undefined }, said: `${said} (call ${calls} was refused)` }
    }
    throw new NotKnown(`${LIMIT + 5} lists of images in a row were answered`)
  },
}
