import { isPair, isScalar, isSeq, visit, type Document } from 'yaml'
import type { Problem } from '../errors.ts'
import { unseenProblems } from './invisible.ts'
import type { Path, Places } from './places.ts'
import { problemAt } from './schema-problems.ts'

/** What is wrong with a text as YAML. */
export interface YamlProblems {
  /** Nothing else can be told of the text. */
  readonly fatal: readonly Problem[]
  /** Keys that are written twice, tags that mean nothing, characters that nobody sees: all else can be told beside them. */
  readonly beside: readonly Problem[]
}

/** Everything that is wrong with a text as YAML, each with its line. */
export function yamlProblems(text: string, places: Places): YamlProblems {
  const { document } = places
  const fatal = document.errors.filter((e) => !isDouble(e)).map((e) => syntaxProblem(e, places))
  const doubled = document.errors.filter(isDouble).map((e) => doubledKey(e.pos[0], places))
  const beside = [...doubled, ...strangeTags(places), ...unseenProblems(text, places)]
  return { fatal: [...fatal, ...looseAliases(places)], beside }
}

/** Those of YAML itself that a profile has a use for. */
const TAGS = new Set([
  '!',
  ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
])

/** A tag that is passed over changes what is meant without a word. */
function strangeTags(places: Places): readonly Problem[] {
  const problems: Problem[] = []
  visit(places.document, {
    Node: (_, node) => {
      const tag = 'tag' in node ? node.tag : undefined
      if (tag === undefined || TAGS.has(tag)) return
      const shown = tag.replace('tag:yaml.org,2002:', '!!')
      const message = `the tag ${shown} means nothing in a profile: take it off`
      problems.push({ at: '', ...places.at(node.range?.[0] ?? 0), message })
    },
  })
  return problems
}

function isDouble({ code }: Document['errors'][number]): boolean {
  return code === 'DUPLICATE_KEY'
}

function syntaxProblem({ code, message, pos }: Document['errors'][number], places: Places): Problem {
  const text =
    code === 'MULTIPLE_DOCS' ? 'holds a second document: one profile a file' : message.split('\n')[0]
  return { at: '', ...places.at(pos[0]), message: text ?? message }
}

/** The first key of that path is where a path leads: the place is that of the second. */
function doubledKey(offset: number, places: Places): Problem {
  const { at } = problemAt(pathOf(offset, places.document), places, '')
  return { at, ...places.at(offset), message: 'is written twice' }
}

function pathOf(offset: number, document: Document): Path {
  let found: Path = []
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (!isScalar(pair.key) || pair.key.range?.[0] !== offset) return undefined
      found = [...ancestors, pair].flatMap((node, i, all) => stepOf(node, all[i + 1]))
      return visit.BREAK
    },
  })
  return found
}

/** The key or the index by which a node leads to the next one. */
function stepOf(node: unknown, next: unknown): Path {
  if (isPair(node)) return [String(node.key)]
  return isSeq(node) ? [node.items.indexOf(next)] : []
}

/** An alias without its anchor is otherwise found only when the tree is built, with no place. */
function looseAliases(places: Places): readonly Problem[] {
  const problems: Problem[] = []
  visit(places.document, {
    Alias: (_, alias) => {
      if (alias.resolve(places.document) !== undefined) return
      const message = `*${alias.source} is used before an anchor &${alias.source} is set`
      problems.push({ at: '', ...places.at(alias.range?.[0] ?? 0), message })
    },
  })
  return problems
}
