import { milliseconds } from './duration.ts'
import type { Path } from './places.ts'
import type { RawProfile } from './schema.ts'

type Problem = readonly [Path, string]
type RawLoad = NonNullable<RawProfile['load']>

const STEP_KEYS = ['high', 'high_for', 'low', 'low_for'] as const
const SIZED_KEYS = ['window', 'from'] as const

/** Whether a profile has its fleet sized by the load. */
export function isSizedByLoad(load: RawLoad | undefined): boolean {
  return load?.target !== undefined || load?.signals !== undefined
}

/** A fleet is sized by its load or grows and shrinks by steps: the keys of one way say nothing in the other. */
export function loadChecks({
  load,
  size,
}: {
  readonly load?: RawLoad | undefined
  readonly size?: RawProfile['size'] | undefined
}): readonly Problem[] {
  const isSized = isSizedByLoad(load)
  return [
    ...(load === undefined ? [] : isSized ? sizedChecks(load) : stepChecks(load)),
    ...(size?.spare !== undefined && !isSized ? [needsSize(['size', 'spare'])] : []),
  ]
}

function needsSize(path: Path): Problem {
  return [path, 'is for a fleet that is sized by its load: give load.target or load.signals too']
}

function sizedChecks(load: RawLoad): readonly Problem[] {
  const names = (load.signals ?? []).map((s) => s.name)
  return [
    ...STEP_KEYS.filter((key) => load[key] !== undefined).map((key): Problem => [
      ['load', key],
      'is for a fleet that changes by steps: leave it out beside load.target and load.signals',
    ]),
    ...names.flatMap((name, i): readonly Problem[] =>
      names.indexOf(name) === i ? [] : [[['load', 'signals', i, 'name'], `${name} is named twice`]],
    ),
    ...(load.from === 'linode' && load.signals !== undefined
      ? [[['load', 'signals'], 'are asked of Prometheus: leave them out beside from: linode'] as const]
      : []),
    ...(load.window !== undefined && milliseconds(load.window) < 60_000
      ? [[['load', 'window'], 'must be at least 1m'] as const]
      : []),
  ]
}

function stepChecks(load: RawLoad): readonly Problem[] {
  const stray = SIZED_KEYS.filter((key) => load[key] !== undefined)
  if (stray.length > 0 && STEP_KEYS.every((key) => load[key] === undefined))
    return stray.map((key) => needsSize(['load', key]))
  const missing = STEP_KEYS.filter((key) => load[key] === undefined)
  const { low = 0, high = 1 } = load
  return [
    ...stray.map((key) => needsSize(['load', key])),
    ...missing.map((key): Problem => [['load', key], 'is missing']),
    ...(missing.length === 0 && low >= high
      ? [[['load', 'low'], `${low} is not below high (${high}): the fleet would never rest`] as const]
      : []),
  ]
}
