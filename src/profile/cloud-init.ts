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
    ...(/^\s+#!/.test(plain) ? ['has something before its #!: begin the file with it'] : []),
    ...(hasHeader(plain) ? [] : [HEADLESS]),
  ]
}

const BOM = '\u00EF\u00BB\u00BF'
const MARKED =
  'begins with a byte order mark, by which cloud-init takes it for nothing: save it as UTF-8 without one'
const WINDOWS = 'has line ends of Windows (CR LF): save it with LF alone, or its first line names no program'
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
