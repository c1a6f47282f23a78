/** What is wrong at one place of a file of the chain. */
export interface Finding {
  readonly verdict: 'warning' | 'failure'
  /** Counted from 1. */
  readonly line: number
  /** What is there, and what follows from it. */
  readonly what: string
  /** What to write instead. */
  readonly remedy: string
}

/** The fleet does not scale, or scales wrongly. */
export function wrong(line: number, what: string, remedy: string): Finding {
  return { verdict: 'failure', line, what, remedy }
}

/** It works, and perhaps not as it is meant to. */
export function doubtful(line: number, what: string, remedy: string): Finding {
  return { verdict: 'warning', line, what, remedy }
}

/** The same finding at the same line is told once. */
export function once(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>()
  for (const each of findings) {
    const key = `${each.line} ${each.what}`
    if (!seen.has(key)) seen.set(key, each)
  }
  return [...seen.values()].toSorted((a, b) => a.line - b.line)
}
