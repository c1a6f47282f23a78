/** The words of one command, quotes taken off, up to a comment, a pipe, a redirection or the next command; null where the shell would put something in. */
export function shellWords(line: string): readonly string[] | null {
  const words: string[] = []
  const parts = [...line.matchAll(/\s+|'([^']*)'|"([^"$`]*)"|[^\s'"]+/g)]
  let word: string | null = null
  for (const [text, single, double] of parts) {
    if (/^\s/.test(text)) {
      if (word !== null) words.push(word)
      word = null
    } else if (
      single === undefined &&
      double === undefined &&
      word === null &&
      /^(?:#|\||\d?>|&&|;)/.test(text)
    ) {
      return words
    } else if (single === undefined && double === undefined && /[$`]/.test(text)) return null
    else word = `${word ?? ''}${single ?? double ?? text}`
  }
  return word === null ? words : [...words, word]
}
