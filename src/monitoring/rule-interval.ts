/** How often the rules are evaluated, in milliseconds. */
export const RULE_INTERVAL = 15_000
