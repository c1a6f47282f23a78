/** A shorter piece stands in too many words that are none of it. */
const SHORTEST_PIECE = 8

/** A text without secrets, in whatever form it repeats them: as they are, as JSON escapes them, or line by line. */
export function blot(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, form) => rest.replaceAll(form, '***'), text)
}

/** The most characters that a piece of text needs for a secret to stand in it, in whatever form. */
export function longestForm(secrets: readonly string[]): number {
  return Math.max(0, ...secrets.flatMap(formsOf).map((form) => form.length))
}

/** The longest form is blotted first: one may be a part of another. */
function formsOf(secret: string): readonly string[] {
  if (secret === '') return []
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= SHORTEST_PIECE)
  const whole = [secret, ...lines]
  return [...new Set(whole.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]))]
}
