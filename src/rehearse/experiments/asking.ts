import type { Experiment } from '../experiment.ts'
import { NotKnown } from '../not-known.ts'
import type { Facts } from '../facts.ts'
import { firstInstance, sendCreate, settings } from '../make-instance.ts'
import { isRow, numberIn, rowOf, textIn, textsIn, told, type Row } from '../rows.ts'
import type { Reply } from '../../account/probe.ts'

/** What is found out by asking alone. */
export const ASKING: readonly Experiment[] = [
  {
    name: 'scopes',
    question: 'What may this token do?',
    needs: 'nothing',
    run: async (lab) => {
      const reply = await lab.read('/v4/linode/instances?page=1&page_size=25')
      return { facts: {}, said: headerOf(reply, 'x-oauth-scopes') ?? 'the API does not say' }
    },
  },
  {
    name: 'grants',
    question: 'Does its user see everything, or what was granted?',
    needs: 'nothing',
    run: async (lab) => {
      const reply = await lab.read('/v4/profile/grants')
      if (reply.kind === 'none' || reply.status >= 300) throw new NotKnown(`the grants: ${told(reply)}`)
      const restrictedUser = isRow(reply.body) && reply.body['global'] !== undefined
      return { facts: { restrictedUser }, said: restrictedUser ? 'what was granted' : 'everything' }
    },
  },
  {
    name: 'settings',
    question: 'What do new Linodes get?',
    needs: 'nothing',
    run: async (lab) => {
      const row = await settings(lab)
      if (row === null) throw new NotKnown('the settings of the account may not be read')
      const interfacesForNewLinodes = textIn(row, 'interfaces_for_new_linodes')
      const networkHelper = row['network_helper'] !== false
      const helper = networkHelper ? 'on' : 'off'
      return {
        facts: { interfacesForNewLinodes, networkHelper },
        said: `interfaces: ${interfacesForNewLinodes}; network helper ${helper}`,
      }
    },
  },
  {
    name: 'billing',
    question: 'Can what the account owes be read?',
    needs: 'nothing',
    run: async (lab) => {
      const reply = await lab.read('/v4/account')
      const owed = numberIn(rowOf(reply), 'balance_uninvoiced')
      const billingReadable = Number.isFinite(owed)
      return {
        facts: { billingReadable },
        said: billingReadable ? 'yes, what is not invoiced yet' : `no: ${told(reply)}`,
      }
    },
  },
  {
    name: 'status-filter',
    question: 'Can instances be asked for by status?',
    needs: 'nothing',
    run: async (lab) => {
      const reply = await lab.read('/v4/linode/instances?page=1&page_size=25', { status: 'running' })
      return filterAnswer(reply, 'statusFilter')
    },
  },
  {
    name: 'error-order',
    question: 'Two mistakes in one create, type and region: which is told first?',
    needs: 'nothing',
    run: async (lab) => {
      const reply = await sendCreate(lab, 9, { type: 'no-such-type', region: 'no-such-region' })
      const first = fieldsOf(reply).find((field) => field === 'type' || field === 'region')
      if (first === undefined) throw new NotKnown(`a create with two mistakes: ${told(reply)}`)
      const errorOrder = first === 'type' ? 'type-first' : 'region-first'
      return { facts: { errorOrder }, said: told(reply) }
    },
  },
  {
    name: 'headers',
    question: 'Does an answer carry its time, and how many calls are left?',
    needs: 'nothing',
    run: async (lab) => {
      const reply = await lab.read('/v4/linode/instances?page=1&page_size=25')
      const [date, left] = ['date', 'x-ratelimit-remaining'].map((name) => headerOf(reply, name))
      const facts = { dateHeader: date !== null, rateHeaders: left !== null }
      const time = date === null ? 'no Date' : 'Date'
      return { facts, said: `${time}, ${left === null ? 'no X-RateLimit-Remaining' : `${left} calls left`}` }
    },
  },
  {
    name: 'address-filter',
    question: 'Can instances be asked for by address?',
    needs: 'an instance',
    run: async (lab) => {
      const { row } = await firstInstance(lab)
      const reply = await lab.read('/v4/linode/instances?page=1&page_size=25', {
        ipv4: textsIn(row, 'ipv4')[0] ?? '',
      })
      return filterAnswer(reply, 'addressFilter')
    },
  },
]

function filterAnswer(reply: Reply, fact: 'statusFilter' | 'addressFilter') {
  if (reply.kind === 'none' || (reply.status !== 200 && reply.status !== 400))
    throw new NotKnown(`a list with a filter: ${told(reply)}`)
  const facts: Partial<Facts> = { [fact]: reply.status === 200 }
  return { facts, said: reply.status === 200 ? 'yes' : `no: ${told(reply)}` }
}

function headerOf(reply: Reply, name: string): string | null {
  return reply.kind === 'answer' ? (reply.headers[name] ?? null) : null
}

function fieldsOf(reply: Reply): readonly string[] {
  const errors = reply.kind === 'answer' && isRow(reply.body) ? reply.body['errors'] : null
  const rows: readonly Row[] = Array.isArray(errors) ? errors.filter(isRow) : []
  return rows.map((row) => textIn(row, 'field'))
}
