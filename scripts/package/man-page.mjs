/**
 * The page of manual of the program, in roff, made from the very help texts that its commands print: `help` is by command, the program's own under the
 * empty name. The same help gives the same page: there is no date in it.
 */
export function manPage(help, { name, version, description }) {
  const { '': own, ...commands } = help
  const { usage, about, lists, tail } = readHelp(own)
  const sections = [
    section('NAME', [`${text(name)} \\- ${text(phrase(description))}`]),
    section('SYNOPSIS', [usage, ...Object.values(commands).map((h) => readHelp(h).usage)].map(synopsisLine)),
    section('DESCRIPTION', [...about.map(paragraph), PROMISE]),
    section(
      'OPTIONS',
      lists.filter(isOfOptions).flatMap(({ items }) => itemsOf(items)),
    ),
    section('COMMANDS', [
      ...lists.filter((list) => !isOfOptions(list)).flatMap(({ items }) => itemsOf(items)),
      ...Object.entries(commands).flatMap(commandPart),
    ]),
    section('PROFILE, TOKEN AND EXIT STATUS', [verbatim(tail)]),
    section('FILES', FILES),
    section('SEE ALSO', SEE_ALSO),
  ]
  return `${heading(name, version)}\n${sections.join('\n')}\n`
}

const PROMISE = paragraph(
  'A run is one short process. It reads the account, decides, changes a few things and ends; the account is its only state, so that it can be killed at any point and run twice at once.',
)

const FILES = [
  item('/etc/linode-autoscale/profile.yaml', 'the profile, where none is named'),
  item('/etc/linode-autoscale/token', 'the token that the units hand over'),
  item('~/.cache/linode-autoscale', 'what V8 has made of the program, where nothing is installed beside it'),
]

const SEE_ALSO = [
  paragraph(
    'The pages that come with the program: README.md and docs/, or /usr/share/doc/linode-autoscale on Debian. prometheus(1), systemd.timer(5), crontab(5).',
  ),
]

function heading(name, version) {
  return `.TH ${name.toUpperCase().replaceAll('-', '\\-')} 1 "" "${name} ${version}" "User Commands"\n.nh\n.ad l`
}

/** A sentence as what stands after a name: without its capital and its point. */
function phrase(sentence) {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`
}

function section(title, parts) {
  return `.SH ${text(title)}\n${parts.join('\n')}`
}

function commandPart([name, help]) {
  const { usage, about, lists, tail } = readHelp(help)
  return [
    `.SS ${text(name)}`,
    usageLines(usage),
    ...about.map(paragraph),
    ...lists.flatMap(({ items }) => itemsOf(items)),
    ...(tail.length === 0 ? [] : [verbatim(tail)]),
  ]
}

function usageLines(usage) {
  return `.PP\n.B ${text(usage)}`
}

function isOfOptions({ title }) {
  return /options$/i.test(title)
}

function synopsisLine(usage) {
  return `.B ${text(usage)}\n.br`
}

function paragraph(words) {
  return `.PP\n${text(words)}`
}

function itemsOf(items) {
  return items.map(([label, what]) => item(label, what))
}

function item(label, what) {
  return `.TP\n.B ${text(label)}\n${text(what)}`
}

/** As it is written, without filling. */
function verbatim(lines) {
  return `.PP\n.nf\n${lines.map(text).join('\n')}\n.fi`
}

/** A line of text of which roff reads nothing as a request of its own. */
function text(line) {
  const escaped = line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped
}

/**
 * What a help text says: its usage, the paragraphs that describe, the lists ("Options:", ...) with an item a flag, and the lines after them, whatever
 * width it was laid out for.
 */
export function readHelp(help) {
  const blocks = help.trim().split(/\n{2,}/)
  const first = blocks.findIndex(isList)
  const last = blocks.findLastIndex(isList)
  const [usage = '', ...about] = blocks.slice(0, first)
  return {
    usage: joined(usage).replace(/^Usage: /, ''),
    about: about.map(joined),
    lists: blocks
      .slice(first, last + 1)
      .filter(isList)
      .map(readList),
    tail: blocks
      .slice(last + 1)
      .join('\n\n')
      .split('\n')
      .filter((line, i) => i > 0 || line !== ''),
  }
}

const LIST = /^(?:Options|Arguments|Commands|Global options|[A-Z][a-z ]* commands):\n/i

function isList(block) {
  return LIST.test(block)
}

function joined(block) {
  return block.replaceAll(/\s*\n\s*/g, ' ')
}

/** Its title, and label and words of each item; a line that is indented further goes on with the item before it. */
function readList(block) {
  const [title, ...lines] = block.split('\n')
  const items = []
  for (const line of lines) {
    const [, label, what = ''] = /^ {1,3}(\S.*?)(?: {2,}(.*))?$/.exec(line) ?? []
    const before = items.at(-1)
    if (label !== undefined) items.push([label, what])
    else if (before !== undefined) before[1] = `${before[1]} ${line.trim()}`.trim()
  }
  return { title: title.slice(0, -1), items }
}
