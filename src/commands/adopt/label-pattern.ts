/** What a pattern of labels matches, `*` for any text and `?` for one character; null for a plain label. Linode's labels have neither. */
export function labelPattern(text: string): RegExp | null {
  if (!/[*?]/.test(text)) return null
  const body = text
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${body}$`, 'u')
}
