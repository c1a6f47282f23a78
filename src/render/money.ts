/** US dollars with as many decimals as an hour's price needs, `$0.0075`; at least two. */
export function money(dollars: number): string {
  const [whole = '0', decimals = ''] = Math.abs(dollars).toFixed(4).split('.')
  return `${rounded(dollars) < 0 ? '-' : ''}$${whole}.${decimals.replace(/0{1,2}$/, '')}`
}

/** A change of price with its sign: `+$0.0075`. */
export function moneyChange(dollars: number): string {
  return rounded(dollars) > 0 ? `+${money(dollars)}` : money(dollars)
}

/** A sum of prices is seldom exactly zero: what shows no digit has no sign. */
function rounded(dollars: number): number {
  return Number(dollars.toFixed(4))
}

/** The most that all members may cost, where the profile says so: `; at most $0.05 an hour`. */
export function mostText(most: number | undefined): string {
  return most === undefined ? '' : `; at most ${money(most)} an hour`
}
