import { ConditionError, UsageError } from '../../errors.ts'
import type { Request } from '../../fleet/plan/request.ts'
import type { Condition, Trigger } from '../../fleet/plan/trigger.ts'
import type { Io } from '../../io.ts'
import { prometheusSource } from '../../opening/prometheus-source.ts'
import type { Profile } from '../../profile/profile.ts'
import { amxAlerts } from '../../trigger/amx-environment.ts'

/**
 * What started a run: the alerts in its environment, and the condition of `--when`.
 * @throws UsageError when the profile does not say where Prometheus is; ConditionError when Prometheus does not know.
 */
export async function findTrigger(
  io: Io,
  profile: Profile,
  action: Request['action'],
  when: string | true | undefined,
): Promise<Trigger> {
  const group = amxAlerts(io.env)
  if (when === undefined || action === 'reconcile' || action === 'follow') return { group, condition: null }
  // A refresh is for when there is little to do.
  const quiet = action === 'refresh' ? 'scale-in' : action
  return { group, condition: await conditionOf(io, profile, quiet, when) }
}

async function conditionOf(
  io: Io,
  profile: Profile,
  action: 'scale-out' | 'scale-in',
  when: string | true,
): Promise<Condition> {
  const source = prometheusSource(io, profile)
  if (source === null)
    throw new UsageError(
      `--when asks Prometheus: say where it is, as prometheus: { url: ... } in ${profile.path}`,
    )
  if (when !== true && when.trim() === '')
    throw new UsageError('--when is empty: give a PromQL expression, or nothing for the alert of this fleet')
  const { askCondition } = await import('../../trigger/ask-condition.ts')
  try {
    return await askCondition(source, action, when === true ? null : when)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConditionError(
      `${why}; nothing was changed. Try again without --when if you know that ${action} is right`,
    )
  }
}
