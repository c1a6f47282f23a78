/** What a rehearsal may spend, in US dollars; counted before each create, given back when nothing was made. */
export class Purse {
  readonly budget: number
  #spent = 0

  constructor(budget: number) {
    this.budget = budget
  }

  /** What begun hours have come to. */
  get spent(): number {
    return this.#spent
  }

  /** Takes the price of one begun hour. Throws when the budget would be passed. */
  take(price: number): void {
    if (cents(this.#spent + price) > cents(this.budget)) throw new BudgetSpent(this, price)
    this.#spent += price
  }

  /** Nothing was made for it. */
  giveBack(price: number): void {
    this.#spent -= price
  }
}

/** A create that was not sent, because it would have passed the budget. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent'

  constructor({ budget, spent }: Purse, price: number) {
    super(
      `the budget of $${budget} leaves $${(budget - spent).toFixed(4)}, and one more begun hour costs $${price}`,
    )
  }
}

/** Sums of binary fractions are compared in thousandths of a cent. */
function cents(dollars: number): number {
  return Math.round(dollars * 100_000)
}
