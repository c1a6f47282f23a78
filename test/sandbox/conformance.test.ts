import { describe, expect, test } from 'vitest'
import { judgedBy } from '../support/judge.ts'
import { compareFixture, fixtureTable } from '../support/sandbox/fixture-table.ts'
import {
  type Judge,
  loadJudge,
  readFixtures,
  refereeFolder,
  referenceFolder,
} from '../support/sandbox/reference.ts'
import { type Step, walkThrough } from '../support/sandbox/walk.ts'

const reference = referenceFolder()
const referee = refereeFolder()

function faultsOf(judge: Judge, { request, reply }: Step): readonly string[] {
  return judgedBy(judge, request, reply)
}

if ('missing' in reference) {
  test.skip(`conformance: not run, ${reference.missing}`)
} else {
  const fixtures = readFixtures(reference.folder)

  describe('the sandbox answers as the API was recorded to', () => {
    test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
      expect(compareFixture(fixture).differences).toEqual([])
    })

    test('the table', () => {
      console.log(fixtureTable(fixtures.map(compareFixture)))
      expect(fixtures.length).toBeGreaterThan(40)
    })
  })

  if ('missing' in referee) {
    test.skip(`conformance by the document: not run, ${referee.missing}`)
  } else {
    test('no exchange of a walk through everything breaks the official document', async () => {
      const judge = await loadJudge(referee.folder, reference.folder)
      const steps = walkThrough()
      const counts = new Map<number, number>()
      for (const { reply } of steps) counts.set(reply.status, (counts.get(reply.status) ?? 0) + 1)
      console.log(`judged ${steps.length} exchanges`, Object.fromEntries(counts))
      expect(steps.flatMap((step) => faultsOf(judge, step))).toEqual([])
      expect(counts.get(200)).toBeGreaterThan(100)
    })

    test('the judge sees a planted fault', async () => {
      const judge = await loadJudge(referee.folder, reference.folder)
      const step = walkThrough().find(
        ({ request, reply }) =>
          request.url === '/v4/linode/instances' && request.method === 'GET' && reply.status === 200,
      )
      if (step === undefined) throw new Error('the walk lists no instances')
      const reply = { ...step.reply, body: step.reply.body.replaceAll('"specs"', '"spec"') }
      expect(faultsOf(judge, step)).toEqual([])
      expect(faultsOf(judge, { ...step, reply })).not.toEqual([])
    })
  }
}
