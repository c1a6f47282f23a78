import { randomInt } from 'node:crypto'

const CLASSES = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#%+,-./:;=@_~']
const EACH = 12

/** A root password that nobody ever sees: 48 random characters, as many of every class. */
export function rootPassword(): string {
  const characters = CLASSES.flatMap((set) =>
    Array.from({ length: EACH }, () => set.charAt(randomInt(set.length))),
  )
  for (let i = characters.length - 1; i > 0; i--) {
    const j = randomInt(i + 1)
    const [a = '', b = ''] = [characters[i], characters[j]]
    characters[i] = b
    characters[j] = a
  }
  return characters.join('')
}
