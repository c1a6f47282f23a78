import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { ROOMS } from './rooms.mjs'

/** `npm run papers` writes what is generated; `npm run lint` compares, and tells what only a person can write. */
const WRITE = 'npm run papers'
const PAGE = 'ARCHITECTURE.md'
const INDEX = 'docs/decisions/README.md'

/** What is missing or old in the papers of a tree. */
export function wrongPapers(root) {
  const silent = foldersOf(root).flatMap((folder) => silentFolder(root, folder))
  if (silent.length > 0) return silent
  const old = Object.entries(papersOf(root)).filter(([path, text]) => text !== read(root, path))
  return [...twiceNumbered(root), ...old.map(([path]) => `${path} is old: ${WRITE} writes it anew`)]
}

/** What is generated, by path: the index of the decisions, and the rooms within the page of the house. */
export function papersOf(root) {
  return { [INDEX]: indexOf(root), [PAGE]: withRooms(read(root, PAGE), root) }
}

/** The folders of a role are Ansible's own. */
const ROLE = /^examples\/ansible\/roles(?:\/|$)/

/** Every folder that must say what it is for; one of tests that mirrors a room need not say it again. */
function foldersOf(root) {
  const within = ['src', 'scripts', 'examples'].flatMap((place) => [
    place,
    ...foldersIn(root, place, true).map((name) => `${place}/${name}`),
  ])
  const tests = foldersIn(root, 'test', false).filter((name) => !existsSync(join(root, 'src', name)))
  return [...within.filter((folder) => !ROLE.test(folder)), ...tests.map((name) => `test/${name}`)]
}

function foldersIn(root, place, recursive) {
  const folder = join(root, place)
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { recursive, withFileTypes: true })
  const found = entries.filter((entry) => entry.isDirectory() && hasFiles(join(entry.parentPath, entry.name)))
  return found.map((e) =>
    join(e.parentPath, e.name)
      .slice(folder.length + 1)
      .split(sep)
      .join('/'),
  )
}

/** What git has taken the files out of may stand about empty. */
function hasFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile())
}

function silentFolder(root, folder) {
  const says = read(root, `${folder}/ABOUT.md`)
  if (/^\S[^\n]{20,200}\.\n$/.test(says)) return []
  return [`${folder}/ABOUT.md is to say in one sentence what the folder is for`]
}

function decisions(root) {
  return readdirSync(join(root, 'docs/decisions'))
    .filter((name) => /^\d{4}-/.test(name))
    .toSorted()
}

function twiceNumbered(root) {
  const numbers = decisions(root).map((name) => name.slice(0, 4))
  const twice = numbers.filter((number, i) => numbers.indexOf(number) !== i)
  return twice.map((number) => `two decisions have the number ${number}`)
}

function indexOf(root) {
  const lines = decisions(root).map((name) => {
    const [first = ''] = read(root, `docs/decisions/${name}`).split('\n')
    return `- [${name.slice(0, 4)}](${name}) ${first.replace(/^# 0*\d+[.:]? /, '')}`
  })
  return `# Decisions

Why things are as they are: one file a rule, with the motivation, the decision and what else was thought of. One that is overruled says by which.

${lines.join('\n')}
`
}

function withRooms(page, root) {
  return page.replace(
    /(<!-- rooms:[^\n]*-->\n)[^]*(<!-- \/rooms -->)/,
    (_, head, foot) => `${head}\n${rooms(root)}\n\n${foot}`,
  )
}

/** The rooms from the roof to the cellar: what each is for, and what it may import. */
function rooms(root) {
  const folders = ROOMS.filter(({ room }) => !room.endsWith('.ts'))
  return folders.map((each) => roomLine(each, root)).join('\n')
}

function roomLine({ room, sees, packages }, root) {
  const name = room.replace('/*', '')
  const imports = [sees.join(', '), packages.map((each) => `\`${each}\``).join(', ')].filter(
    (text) => text !== '',
  )
  return `- **${name}** ${read(root, `src/${name}/ABOUT.md`).trimEnd()}\n  Imports ${imports.join('; ') || 'nothing'}.`
}

function read(root, path) {
  const whole = join(root, path)
  return existsSync(whole) ? readFileSync(whole, 'utf8') : ''
}
