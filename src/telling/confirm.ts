import type { Person } from './person-at.ts'

/** Rows that the question takes, and the line that counts what is not shown. */
const KEPT = 4

/** Whether a person agrees to what these lines tell: as many as the terminal has room for, and all with `s`. */
export async function confirm(person: Person, lines: readonly string[], question: string): Promise<boolean> {
  const room = Math.max(1, person.rows() - KEPT)
  const fits = person.fitted(lines).length <= room + 1
  let shown = fits ? lines : cut(person.fitted(lines), room)
  for (;;) {
    const answer = (await person.ask(shown, `${question} [${fits ? 'y/N' : 'y/N, s shows all'}]`)).trim()
    if (/^y(?:es)?$/i.test(answer)) return true
    if (fits || !/^s(?:how)?$/i.test(answer)) return false
    shown = lines
  }
}

function cut(lines: readonly string[], room: number): readonly string[] {
  return [...lines.slice(0, room), `and ${lines.length - room} more lines`]
}
