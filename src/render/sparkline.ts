const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** One bar for each sample from 0 to `max`, a blank where there is none; of more than `width` samples the last ones. */
export function sparkline(samples: readonly (number | null)[], max: number, width: number): string {
  return samples
    .slice(Math.max(0, samples.length - width))
    .map((value) => (value === null ? ' ' : bar(value / max)))
    .join('')
}

function bar(share: number): string {
  const level = Math.ceil(Math.min(1, Math.max(0, share)) * BARS.length)
  return BARS[Math.max(0, level - 1)] ?? ' '
}
