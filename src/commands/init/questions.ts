import type { Known, OfferedNodeBalancer, Offers } from '../../account/account.ts'
import { ProfileError, UsageError } from '../../errors.ts'
import { newProfileText, type NewProfile } from '../../profile/new-profile.ts'
import { parseProfile } from '../../profile/parse-profile.ts'
import { firewallTexts, nodeBalancerTexts, typeTexts, userTexts } from '../../render/offer-texts.ts'
import { fewOf } from './few-of.ts'
import type { Question } from './question.ts'

type ChosenConfig = NewProfile['configs'][number]

/** Which NodeBalancer. */
export function nodeBalancerQuestion(offers: readonly OfferedNodeBalancer[]): Question<OfferedNodeBalancer> {
  const choices = nodeBalancerTexts(offers)
  const [only] = offers
  return {
    flag: '--nodebalancer',
    text: 'NodeBalancer',
    usual: only === undefined ? null : String(only.id),
    choices,
    parse: (text) =>
      offers.find((nb) => String(nb.id) === text) ?? refuse(`there is no NodeBalancer ${text}`, choices),
  }
}

/** Which of its configs, and on which port the members listen. */
export function configsQuestion({ id, configs }: OfferedNodeBalancer): Question<readonly ChosenConfig[]> {
  const choices = configs.map((c) => `${c.id} (listens on ${c.port})`)
  return {
    flag: '--config',
    text: 'Configs, as id:port of the members',
    usual: configs.map((c) => `${c.id}:80`).join(' '),
    choices,
    parse: (text) =>
      wordsOf(text).map((word) => {
        const [, config = '', port = '80'] = /^(\d+)(?::(\d{1,5}))?$/.exec(word) ?? []
        if (configs.some((c) => String(c.id) === config)) return { id: Number(config), port: Number(port) }
        return refuse(`NodeBalancer ${id} has no config ${word}`, choices)
      }),
  }
}

/** What the fleet is called. */
export const nameQuestion: Question<string> = {
  flag: '--name',
  text: 'Name of the fleet',
  usual: 'web',
  choices: [],
  parse: (name) => {
    refuseProblems({ ...ANY, name })
    return name
  },
}

/** What new members are, with prices. */
export function typeQuestion({ types }: Pick<Offers, 'types'>): Question<string> {
  const known = valueOf(types)
  const ids = known?.map(({ id }) => id) ?? null
  return {
    flag: '--type',
    text: 'Type of its instances',
    usual: ids === null || ids.includes(ANY.type) ? ANY.type : (ids[0] ?? null),
    choices: typeTexts(known ?? []),
    parse: (id) => oneOf('type', id, ids),
  }
}

/** What new members boot. */
export function imageQuestion({ images }: Pick<Offers, 'images'>): Question<string> {
  const ids = valueOf(images)
  const isThere = ids === null || ids.includes(ANY.image)
  return {
    flag: '--image',
    text: 'Image',
    usual: isThere ? ANY.image : (ids.findLast((id) => id.startsWith('linode/debian')) ?? null),
    choices: ids ?? [],
    parse: (id) => oneOf('image', id, ids),
  }
}

/** Whose SSH keys may log in. */
export function usersQuestion({ users }: Pick<Offers, 'users'>): Question<readonly string[]> {
  const known = valueOf(users)
  const names = known?.map(({ name }) => name) ?? null
  return {
    flag: '--user',
    text: 'Users whose SSH keys may log in',
    usual: 'none',
    choices: userTexts(known ?? []),
    parse: (text) => (text === 'none' ? [] : wordsOf(text).map((name) => oneOf('user', name, names))),
  }
}

/** What stands in front of members. */
export function firewallQuestion({ firewalls }: Pick<Offers, 'firewalls'>): Question<number | null> {
  const known = valueOf(firewalls)
  const ids = known?.map(({ id }) => String(id)) ?? null
  return {
    flag: '--firewall',
    text: 'Firewall in front of its instances',
    usual: 'none',
    choices: firewallTexts(known ?? []),
    parse: (text) => (text === 'none' ? null : whole('--firewall', oneOf('firewall', text, ids), 12)),
  }
}

/** At least so many members. */
export const minQuestion: Question<number> = {
  flag: '--min',
  text: 'At least so many members',
  usual: '2',
  choices: [],
  parse: (text) => whole('--min', text),
}

/** At most so many members. */
export function maxQuestion(min: number): Question<number> {
  return {
    flag: '--max',
    text: 'At most so many members',
    usual: String(Math.max(4, min)),
    choices: [],
    parse: (text) => {
      const max = whole('--max', text)
      refuseProblems({ ...ANY, min, max })
      return max
    },
  }
}

/** A profile that is right whatever one of its values is replaced by, to judge that one before all are known. */
const ANY: NewProfile = {
  name: 'web',
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian12',
  users: [],
  firewall: null,
  nodeBalancer: 1,
  configs: [{ id: 1, port: 80 }],
  min: 2,
  max: 4,
}

function refuseProblems(profile: NewProfile): void {
  try {
    parseProfile(newProfileText(profile), { path: '' })
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    throw new UsageError(error.problems.map(({ at, message }) => `${at}: ${message}`))
  }
}

function valueOf<Value>(known: Known<Value>): Value | null {
  return known.kind === 'known' ? known.value : null
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}

/** Anything goes where nobody knows what there is. */
function oneOf(what: string, text: string, there: readonly string[] | null): string {
  if (text !== '' && (there === null || there.includes(text))) return text
  return refuse(`there is no ${what} ${text}`, there ?? [])
}

function refuse(why: string, choices: readonly string[]): never {
  throw new UsageError(choices.length === 0 ? why : `${why}; there is ${fewOf(choices)}`)
}

function whole(flag: string, text: string, digits = 4): number {
  if (/^\d+$/.test(text) && text.length <= digits) return Number(text)
  throw new UsageError(`${flag} ${text}: give a whole number`)
}
