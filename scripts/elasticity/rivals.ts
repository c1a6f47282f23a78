import { Recent, type Rival, type Seen } from './rival.ts'

const MINUTE = 60_000

/**
 * Kubernetes' HorizontalPodAutoscaler, autoscaling/v2, on nodes that boot as ours do.
 * Source of each constant: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export function hpa(target: number): Rival {
  const sync = 15_000 // --horizontal-pod-autoscaler-sync-period
  const tolerance = 0.1 // --horizontal-pod-autoscaler-tolerance
  const stabilization = 300_000 // behavior.scaleDown.stabilizationWindowSeconds
  const recommended = new Recent(stabilization)
  return {
    name: `HPA v2 at ${target}`,
    every: sync,
    window: 30_000, // metrics-server reads every 15 s (--metric-resolution) and reports the average between two readings
    decide: ({ now, ready, existing, busy }) => {
      const starting = existing - ready.length
      const ratio = busy / target
      // Pods that are not ready count as 0% when it would grow.
      const grown = starting > 0 && ratio > 1 ? (busy * ready.length) / existing / target : ratio
      const raw =
        Math.abs(grown - 1) <= tolerance
          ? existing
          : Math.ceil(grown * (ratio > 1 && starting > 0 ? existing : ready.length))
      const asked = ratio > 1 && grown < 1 ? existing : raw
      // Up: the larger of +100% and +4 pods per 15 s, without stabilization. Down: the highest of the window.
      const capped = Math.min(asked, Math.max(existing * 2, existing + 4))
      const highest = Math.max(...recommended.add(now, asked))
      return capped >= existing ? capped : Math.min(existing, highest)
    },
  }
}

/**
 * EC2 Auto Scaling target tracking on average CPU, detailed monitoring.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html: alarms need 3 of 3 minutes above to grow and
 * 15 of 15 below 90% of the target to shrink; https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html.
 */
export function aws(target: number): Rival {
  const warmUp = 300_000 // the recommended default instance warmup
  const high = new Recent(3 * MINUTE)
  const low = new Recent(15 * MINUTE)
  return {
    name: `AWS target tracking at ${target}`,
    every: MINUTE,
    window: MINUTE, // detailed monitoring: one-minute averages
    decide: ({ now, ready, existing, busy }) => {
      const [above, below] = [high.add(now, busy), low.add(now, busy)]
      const isWarming = existing > ready.length || ready.some((age) => age < warmUp)
      if (high.isWhole(now, MINUTE) && above.every((b) => b > target)) {
        // Instances that warm up count as capacity already.
        return Math.max(existing, Math.ceil((ready.length * busy) / target))
      }
      if (!isWarming && low.isWhole(now, MINUTE) && below.every((b) => b < 0.9 * target)) {
        return Math.ceil((ready.length * Math.max(...below)) / target)
      }
      return existing
    },
  }
}

/**
 * Google Compute Engine's autoscaler on CPU utilization.
 * https://cloud.google.com/compute/docs/autoscaler: sized for the peak of the stabilization period, 600 s; coolDownPeriodSec, the initialization period, 60 s.
 */
export function gcp(target: number): Rival {
  const initialization = 60_000
  const peak = new Recent(600_000)
  return {
    name: `GCP autoscaler at ${target}`,
    every: MINUTE,
    window: MINUTE,
    decide: ({ now, ready, existing, busy }) => {
      const initialized = ready.filter((age) => age >= initialization).length
      const counted = initialized === 0 ? ready.length : initialized
      const asked = Math.ceil(((busy * ready.length) / target) * (counted / Math.max(1, counted)))
      return Math.max(...peak.add(now, Math.min(asked, Math.max(existing * 2, asked))))
    },
  }
}

/**
 * DigitalOcean's Droplet autoscale pools on CPU.
 * https://docs.digitalocean.com/products/droplets/how-to/autoscale-pools: desired = ceil(current * utilization / target), one cooldown (5 minutes in its examples).
 */
export function digitalOcean(target: number): Rival {
  const cooldown = 5 * MINUTE
  let changed = -Infinity
  return {
    name: `DigitalOcean pool at ${target}`,
    every: MINUTE,
    window: MINUTE,
    decide: ({ now, ready, existing, busy }: Seen) => {
      const asked = Math.ceil((ready.length * busy) / target)
      if (now - changed < cooldown || asked === existing || ready.length < existing) return existing
      changed = now
      return asked
    },
  }
}

/** As many as the peak needs, all the time. */
export function fixedPeak(peak: number): Rival {
  return {
    name: 'fixed at the peak, which it knows',
    every: MINUTE,
    window: MINUTE,
    decide: () => Math.ceil(peak),
  }
}
