import type { GenerationReport } from './generated-lines.ts'

/** `monitoring --json`: the files with what became of them; durations in seconds. */
export function generatedJson({ fleet, load, files, remarks, ...rest }: GenerationReport): object {
  return {
    version: 1,
    command: 'monitoring',
    fleet,
    load: { high: load.high, high_for: load.highFor / 1000, low: load.low, low_for: load.lowFor / 1000 },
    group_interval: rest.groupInterval / 1000,
    repeat_interval: { scale_out: rest.repeatOut / 1000, scale_in: rest.repeatIn / 1000 },
    files: files.map(({ path, goesTo, status, diff }) => ({
      path,
      goes_to: goesTo,
      status,
      ...(status === 'different' ? { diff } : {}),
    })),
    ...(remarks.length > 0 ? { remarks } : {}),
  }
}
