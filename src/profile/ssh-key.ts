/** The kinds that Linode takes, and those of hardware keys. */
const KIND = /^(?:ssh-dss|ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp\d+|sk-[\w-]+@openssh\.com)$/
const KINDS = 'ssh-ed25519, ssh-rsa, ssh-dss or ecdsa-sha2-nistp256'
const PRIVATE = /PRIVATE KEY|PuTTY-User-Key-File|AGE-SECRET-KEY/i
const WRITTEN = 'write the line of the .pub file, such as ssh-ed25519 AAAA... alice'

/** Why a text is no SSH public key that Linode takes, without a character of it; null when it is one. */
export function whyNoKey(text: string): string | null {
  if (PRIVATE.test(text))
    return 'IS A PRIVATE KEY, which would be sent to Linode and into every new member: take it out, and make a new pair if anybody else could read this profile. Only the .pub file belongs here'
  const key = text.trim()
  if (/[\r\n]/.test(key)) return 'holds several lines: one key an entry'
  const [kind = '', blob = '', ...comment] = key.split(/[ \t]+/)
  if (isPath(kind)) return `is the name of a file: ${WRITTEN}`
  if (!KIND.test(kind)) return whyNoKind(key)
  if (comment.some((word) => KIND.test(word))) return 'holds several keys: one key an entry'
  return isWhole(blob, kind) ? null : `is cut off or damaged after ${kind}: ${WRITTEN}`
}

/** A user's name, where somebody may have written a key. */
export function whyNoUser(text: string): string | null {
  const [first = ''] = text.trim().split(/\s+/)
  return PRIVATE.test(text) || KIND.test(first)
    ? 'is a key, not the name of a user: keys go below authorized_keys'
    : whyNoName(text)
}

/** Names of users have letters, digits and single - and _ between them. */
function whyNoName(text: string): string | null {
  if (text.includes('@'))
    return 'is an address of e-mail: write the name of the user, as Cloud Manager shows it'
  return /^[A-Za-z0-9_-]+$/.test(text) ? null : 'is no name of a user: those have letters, digits, - and _'
}

function isPath(text: string): boolean {
  return /^[~./]|\.pub$/.test(text)
}

function whyNoKind(key: string): string {
  if (key.startsWith('---- BEGIN SSH2')) return `is in another format: ssh-keygen -i -f FILE rewrites it`
  const hasOptions = key.split(/[ \t]+/).some((word) => KIND.test(word))
  return hasOptions
    ? 'begins with options, which Linode does not take: begin with the kind of the key'
    : `is no SSH public key: it begins with ${KINDS}`
}

/** A key is a row of texts, each with its length in four bytes in front, and the first is its kind. */
function isWhole(blob: string, kind: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return false
  const bytes = Buffer.from(blob, 'base64')
  const fields: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 4 + (fields.at(-1)?.length ?? 0)) {
    if (at + 4 > bytes.length) return false
    const length = bytes.readUInt32BE(at)
    if (at + 4 + length > bytes.length) return false
    fields.push(bytes.subarray(at + 4, at + 4 + length))
  }
  return fields.length > 1 && fields[0]?.toString('latin1') === kind
}
