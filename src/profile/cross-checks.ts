import type { SoundParts } from './sound-parts.ts'
import { fleetTag } from '../fleet/model/label.ts'
import { nodeBalancerId } from '../fleet/model/ids.ts'
import type { Path } from './places.ts'
import { backendChecks, extraChecks, tagChecks } from './instance-checks.ts'
import { loadChecks } from './load-checks.ts'
import { scheduleChecks } from './schedule-checks.ts'

/** What no single key can tell: one message for each path. Works on whatever parts are sound. */
export function crossChecks(raw: SoundParts): readonly (readonly [Path, string])[] {
  return [
    ...nameChecks(raw),
    ...sizeChecks(raw),
    ...configChecks(raw),
    ...loadChecks(raw),
    ...backendChecks(raw),
    ...extraChecks(raw),
    ...tagChecks(raw),
  ]
}

/** A Linode's label: letters, digits, `-_.`, begins with a letter or digit, no `--`, `__` or `..`. */
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9]|[-_.](?=[A-Za-z0-9]))*$/

function nameChecks({ name, nodebalancer }: SoundParts): readonly (readonly [Path, string])[] {
  if (name === undefined) return []
  if (!LABEL.test(name)) {
    return [
      [
        ['name'],
        `${name}-1 is not a label that Linode takes: use letters, digits and single -, _ or . between them`,
      ],
    ]
  }
  const [first] = Array.isArray(nodebalancer) ? nodebalancer : [nodebalancer]
  const tag = fleetTag(name, nodeBalancerId(first?.id ?? 0))
  if (tag.length > 50)
    return [[['name'], `the fleet tag ${tag} has more than 50 characters: choose a shorter name`]]
  return []
}

function sizeChecks({ size, scale_out, scale_in }: SoundParts): readonly (readonly [Path, string])[] {
  if (size === undefined) return []
  if (size.max < size.min) return [[['size', 'max'], `${size.max} is below min (${size.min})`]]
  const most = Math.max(size.max, ...(size.schedule ?? []).map((entry) => entry.max ?? entry.min ?? 0))
  const steps = [['scale_out', scale_out?.step] as const, ['scale_in', scale_in?.step] as const]
  const tall = steps.flatMap(([key, step]) =>
    step !== undefined && step > most
      ? [[[key, 'step'], `${step} is above size.max (${most})`] as const]
      : [],
  )
  return [...tall, ...scheduleChecks(size)]
}

/** A config named twice would be attached to twice. */
function configChecks({ nodebalancer }: SoundParts): readonly (readonly [Path, string])[] {
  const isList = Array.isArray(nodebalancer)
  if (nodebalancer === undefined) return []
  const seen = new Set<number>()
  return (isList ? nodebalancer : [nodebalancer]).flatMap((nb, i) =>
    nb.configs.flatMap(({ id }, j): readonly (readonly [Path, string])[] => {
      const twice = seen.has(id)
      seen.add(id)
      const path = ['nodebalancer', ...(isList ? [i] : []), 'configs', j, 'id']
      return twice ? [[path, `config ${id} is named twice`]] : []
    }),
  )
}
