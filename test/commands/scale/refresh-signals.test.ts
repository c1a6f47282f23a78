import { describe, expect, test } from 'vitest'
import { FakePrometheus } from '../../support/fake-prometheus.ts'
import { recordedBody, type RecordedLoad } from '../../support/recorded.ts'
import { RefreshSession, said } from '../../support/refresh-session.ts'
import { WEB } from '../../support/world.ts'

const LARGE = WEB.replace('g6-nanode-1', 'g6-standard-2')
const SIGNALS =
  'load: { signals: [{ name: arrivals, query: "sum(arrivals)", per_member: 100 }, { name: jobs, query: "sum(jobs)", per_member: 10 }] }\n'

/** Three members of two processors, sized by what is counted; the profile makes them of another type now, which carries so much each. */
async function refreshed(load: RecordedLoad, to = 'g6-nanode-1') {
  const says = { 'instance:busy:any': { status: 200, body: recordedBody(load) } }
  await using prometheus = await FakePrometheus.start(says)
  const world = await RefreshSession.of(3, { profile: LARGE })
  world.profile(
    (text) => `${text.replace('g6-standard-2', to)}${SIGNALS}prometheus: { url: "${prometheus.url}" }\n`,
  )
  const ran = await world.run('refresh')
  return { ran, sent: world.sent(), last: said(ran).at(-1) ?? '' }
}

describe('to a smaller type, where signals count: one member carries what the profile says of its type', () => {
  test.each<[string, RecordedLoad, string]>([
    [
      'more than three would carry',
      { signals: { arrivals: 2.4, jobs: 0.3 } },
      'held (too-small): 3 members are in service; with 3 of them g6-nanode-1 instead of g6-standard-2 the work there is now would keep them 80% busy, by the signal arrivals, and load.target is 70%: scale out first',
    ],
    ['what three carry', { signals: { arrivals: 2, jobs: 0.3 } }, 'done: 3 added, 3 removed'],
    [
      'the other one says more',
      { signals: { arrivals: 0.3, jobs: 2.4 } },
      '80% busy, by the signal jobs, and load.target is 70%',
    ],
    [
      'processors that would be busier hold beside them',
      { signals: { arrivals: 0.3, jobs: 0.3 }, busy: { 'web-1': 0.8, 'web-2': 0.8, 'web-3': 0.8 } },
      'would keep them 80% busy, and load.target is 70%',
    ],
  ])('%s', async (_, load, text) => {
    expect((await refreshed(load)).last).toContain(text)
  })

  test.each<[string, RecordedLoad, string]>([
    ['one of them is silent', { signals: { arrivals: 0.3 } }, 'jobs told nothing'],
    ['all are', {}, 'arrivals and jobs told nothing'],
  ])('unknown is never zero: %s', async (_, load, why) => {
    const { sent, last } = await refreshed(load)
    expect(sent).toEqual([])
    expect(last).toContain(
      `held (work-unknown): members would become g6-nanode-1, which is smaller, and nobody knows how much work there is: ${why}; --force passes this`,
    )
  })

  test('a type that nobody knows the processors of goes by signals alone', async () => {
    const { last } = await refreshed({ signals: { arrivals: 2.4, jobs: 0.3 } }, 'g1-accelerated-netint-x')
    expect(last).toContain('g1-accelerated-netint-x instead of g6-standard-2')
    expect(last).toContain('80% busy, by the signal arrivals')
  })
})
