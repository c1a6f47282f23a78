import { isMap, parseDocument } from 'yaml'

/** How cloud-init tells what user data is: by what it begins with. */
const HEADERS = [
  '#cloud-config',
  '#cloud-boothook',
  '#include',
  '#part-handler',
  '#upstart-job',
  '## template: jinja',
  '#!',
]
const GZIP = '\u001F\u008B'
/** It looks for this one in the first 4,096 bytes, wherever it stands. */
const MIME = /mime-version:/i

/** What keeps cloud-init from running user data at the first boot, silently; `text` has one character for each byte. */
export function whyNotForCloudInit(text: string): readonly string[] {
  if (text.startsWith(GZIP)) return []
  if (isWide(text)) return ['is in UTF-16, which cloud-init does not read: save it as UTF-8']
  if (isEncoded(text)) return ['is in base64 already: give the plain file, linode-autoscale encodes it']
  if (MIME.test(text.slice(0, 4096))) return text.startsWith(BOM) ? [MARKED] : []
  const isMarked = text.startsWith(BOM)
  const plain = isMarked ? text.slice(BOM.length) : text
  return [
    ...(isMarked ? [MARKED] : []),
    ...(/^[^\n]*\r\n/.test(plain) ? [WINDOWS] : []),
    ...(/^[^\n\r]*\r(?!\n)/.test(plain) ? [MACINTOSH] : []),
    ...(/^\s+#!/.test(plain) ? ['has something before its #!: begin the file with it'] : []),
    ...(hasHeader(plain) ? [] : [HEADLESS]),
    ...whyNotRun(plain),
  ]
}

/** What cloud-init takes and then cannot use. */
function whyNotRun(plain: string): readonly string[] {
  const text = Buffer.from(plain, 'latin1').toString('utf8')
  if (text.includes('\0') || text.includes('\uFFFD')) return ['holds bytes that are no text in UTF-8']
  if (/^#![ \t]*[^/\s]/.test(text)) return ['has no absolute path after its #!: write #!/bin/bash, say']
  return /^\s*#cloud-config[ \t]*\r?\n/i.test(text) ? whyNoConfig(text) : []
}

/** Names that are filled in may stand anywhere in it. */
function whyNoConfig(text: string): readonly string[] {
  const { errors, contents } = parseDocument(text.replaceAll(/\$\{\w+\}/g, 'x'), {
    uniqueKeys: false,
    logLevel: 'error',
  })
  const [first] = errors
  if (first !== undefined)
    return [`is no YAML, as a #cloud-config has to be: ${first.message.split('\n')[0] ?? ''}`]
  return contents === null || isMap(contents) ? [] : [NO_MAPPING]
}

const BOM = '\u00EF\u00BB\u00BF'
const MARKED =
  'begins with a byte order mark, by which cloud-init takes it for nothing: save it as UTF-8 without one'
const WINDOWS = 'has line ends of Windows (CR LF): save it with LF alone, or its first line names no program'
const MACINTOSH = 'has line ends of an old Macintosh (CR): save it with LF, or it is one long line'
const NO_MAPPING = 'is no mapping of keys, as a #cloud-config has to be'
const HEADLESS =
  'begins with nothing that cloud-init knows, so that it would not run: begin it with #cloud-config, or #! and a program'

/** Two bytes a character: with their mark, or every second one empty. */
function isWide(text: string): boolean {
  return /^(?:\u00FF\u00FE|\u00FE\u00FF)/.test(text) || /^(?:[^\0]\0){2}|^(?:\0[^\0]){2}/.test(text)
}

function hasHeader(text: string): boolean {
  const start = text.trimStart().toLowerCase()
  return HEADERS.some((header) => start.startsWith(header))
}

/** Encoded twice it would mean nothing to cloud-init, and nobody would be told. */
function isEncoded(text: string): boolean {
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(text.trimEnd())) return false
  const plain = Buffer.from(text, 'base64').toString('latin1')
  return ['#', GZIP, 'Content-Type:', 'MIME-Version:'].some((beginning) => plain.startsWith(beginning))
}
