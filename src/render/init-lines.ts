/** A profile that was written. */
export interface InitReport {
  readonly path: string
  readonly fleet: string
  readonly nodeBalancer: number
}

/** Where the profile is, and what comes next. */
export function initLines({ path, fleet, nodeBalancer }: InitReport): readonly string[] {
  return [
    `${path}: a profile of the fleet ${fleet} behind NodeBalancer ${nodeBalancer}`,
    `next: linode-autoscale check -p ${path}`,
    `then: linode-autoscale scale-out --dry-run -p ${path}`,
  ]
}

/** The same, version 1. */
export function initJson({ path, fleet, nodeBalancer }: InitReport): object {
  return { version: 1, command: 'init', fleet, result: 'done', profile: path, nodebalancer: nodeBalancer }
}
