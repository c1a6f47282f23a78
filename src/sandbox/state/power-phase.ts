/** The statuses of an instance, as the API names them. */
export type InstanceStatus =
  | 'running'
  | 'offline'
  | 'booting'
  | 'busy'
  | 'rebooting'
  | 'shutting_down'
  | 'provisioning'
  | 'deleting'
  | 'migrating'
  | 'rebuilding'
  | 'cloning'
  | 'restoring'
  | 'stopped'
  | 'billing_suspension'

/** From `at` on the instance has this status; the application on it answers from `answersFrom` on. */
export interface PowerPhase {
  readonly at: number
  readonly status: InstanceStatus
  readonly answersFrom?: number
}

/** What becomes of a boot: it succeeds, hangs in `booting`, hangs in `provisioning`, or fails and leaves the instance off. */
export type BootOutcome = 'boots' | 'hangs' | 'never-provisioned' | 'fails'
