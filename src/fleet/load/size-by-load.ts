import type { Instant } from '../model/fleet.ts'
import type { LoadPolicy } from '../model/load-policy.ts'
import { coresOfType } from '../model/type-cores.ts'
import type { Census, Counted } from '../sight/census.ts'
import type { Reading } from './reading.ts'
import type { Sized } from './sized.ts'
import { wantedMembers, type Sample, type Wanted } from './wanted-members.ts'

const OUTAGE = 0.1
const OVERLOADED = 0.9

/** Sizes a fleet by what was measured of it. */
export function sizeByLoad(
  { census, policy, now }: { readonly census: Census; readonly policy: LoadPolicy; readonly now: Instant },
  reading: Reading,
): Sized {
  const counted = census.all.filter(isCounted)
  const samples = counted.map((c, i) => sampleOf(c, measuredOf(c, reading, i), now))
  const signals = policy.signals.map((_, i) => reading.signals[i] ?? null)
  const sources = wantedMembers(samples, signals, policy)
  const work = mostOf([sources.busyWork, ...sources.signalWork])
  const isHint = sources.out === null && reading.hint !== null
  const wanted = isHint ? reading.hint : sources.out
  const peak = isHint ? reading.hint : peakOf(sources, reading)
  return {
    work,
    wanted,
    peak,
    unknown:
      wanted === null || (!isHint && sources.in === null)
        ? 'work-unknown'
        : peak === null
          ? 'peak-unknown'
          : null,
    trouble: reading.trouble,
    isHint,
    isOutage: work !== null && reading.hourWork !== null && work < OUTAGE * reading.hourWork,
    isOverload: isOverload(census, counted, samples, sources),
    sources,
  }
}

/** Whose load is real: in service, out of service or leaving. One that starts reads 100% and means nothing. */
function isCounted({ unkept }: Counted): boolean {
  return unkept === 'in-service' || unkept === 'out-of-service' || unkept === 'leaving'
}

/** What was measured of a member: most often it stands at the same place. */
function measuredOf({ member: { label } }: Counted, { members }: Reading, i: number): Sample | undefined {
  const there = members[i]
  return there?.label === label ? there : members.find((m) => m.label === label)
}

/** Whoever measures tells how long a member has been up; for a silent one, its creation does. */
function sampleOf(
  { member: { instance }, replaced, down }: Counted,
  read: Sample | undefined,
  now: Instant,
): Sample {
  return {
    busy: read?.busy ?? null,
    age: read?.age ?? now - instance.created,
    cores: read?.cores ?? coresOfType(instance.type),
    isReplaced: replaced === true,
    isDown: down,
  }
}

function mostOf(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((n) => n !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** The most of what was wanted within the window and of what is wanted now. */
function peakOf({ out, in: into }: Wanted, { peak }: Reading): number | null {
  return peak === null || into === null ? null : Math.max(peak, into, out ?? 0)
}

/** Those DOWN are measured and busy, or a signal tells of more work than all members there are could do. */
function isOverload(
  census: Census,
  counted: readonly Counted[],
  samples: readonly Sample[],
  { signalWork }: Wanted,
): boolean {
  const down = samples.filter((_, i) => counted[i]?.down === true)
  const busy = down.flatMap((s) => (s.busy === null ? [] : [s.busy]))
  const mean = busy.reduce((sum, b) => sum + b, 0) / busy.length
  if (busy.length * 2 > down.length && mean >= OVERLOADED) return true
  return signalWork.some((work) => work !== null && work > census.size.total)
}
