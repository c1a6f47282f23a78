import type { GeneratedFleet, GenerationReport } from './generated-lines.ts'

/** `monitoring --json`: the files with what became of them; durations in seconds. Of several fleets each by itself. */
export function generatedJson({ fleets, files, remarks, reloads }: GenerationReport): object {
  const [only, ...others] = fleets.map(fleetJson)
  return {
    version: 1,
    command: 'monitoring',
    result: files.some(({ status }) => status === 'different' || status === 'missing') ? 'failed' : 'done',
    ...(others.length === 0 ? only : { fleets: [only, ...others] }),
    files: files.map(({ path, goesTo, status, diff }) => ({
      path,
      goes_to: goesTo,
      status,
      ...(status === 'different' ? { diff } : {}),
    })),
    ...(remarks.length > 0 ? { remarks } : {}),
    ...(reloads.length > 0 ? { reloads } : {}),
  }
}

function fleetJson({ fleet, load, sizing, ...rest }: GeneratedFleet): object {
  return {
    fleet,
    ...(sizing === null
      ? {
          load: {
            high: load.high,
            high_for: load.highFor / 1000,
            low: load.low,
            low_for: load.lowFor / 1000,
          },
        }
      : { sized_by_load: { target: sizing.target, window: sizing.window / 1000 } }),
    group_interval: rest.groupInterval / 1000,
    repeat_interval: { scale_out: rest.repeatOut / 1000, scale_in: rest.repeatIn / 1000 },
  }
}
