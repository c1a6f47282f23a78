import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { widestSize } from '../fleet/model/widest-size.ts'
import type { Load } from '../profile/profile.ts'
import { ok, warning, type CheckItem } from './check-item.ts'

/** What a profile says by itself. */
export interface CheckedProfile {
  readonly policy: Policy
  readonly instance: InstanceSpec
  readonly load: Load | null
  readonly hasUserData: boolean
}

/** What can be judged without the account. */
export function checkProfile(profile: CheckedProfile): readonly CheckItem[] {
  const { policy } = profile
  return [checkLogin(profile), checkSize(policy), checkCooldowns(policy), checkThresholds(profile)]
}

function checkLogin({ instance: { fields, image }, hasUserData }: CheckedProfile): CheckItem {
  const lists = [fields['authorized_keys'], fields['authorized_users']]
  if (lists.some((list) => Array.isArray(list) && list.length > 0))
    return ok('login', 'SSH keys are installed')
  if (hasUserData || fields['stackscript_id'] !== undefined || image.startsWith('private/'))
    return ok('login', 'no SSH keys; the image, StackScript or user data may bring them')
  return warning(
    'login',
    'nobody can log in to a new member, and nothing installs an app on it',
    'give instance.authorized_users or authorized_keys, and a private image, user data or a StackScript',
  )
}

function checkSize({ size, scaleOut, scaleIn }: Policy): CheckItem {
  const { min, max } = widestSize(size)
  const room = max - min
  if (room === 0)
    return warning('size', `size.min and size.max are both ${min}: the fleet never scales`, 'raise size.max')
  const step = Math.max(scaleOut.step, scaleIn.step)
  if (step > room)
    return warning('size', `a step of ${step} is more than the ${room} between min and max`, 'lower the step')
  return ok('size', `${min} to ${max} members, by ${scaleOut.step} out and ${scaleIn.step} in`)
}

/** A boot alone takes more than a minute. */
const SHORTEST_HEALTHY = 180_000

/** A duration as a profile has it: in minutes where there is no rest. */
function inUnit(ms: number): string {
  return ms >= 60_000 && ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1_000}s`
}

function checkCooldowns({ scaleOut, scaleIn }: Policy): CheckItem {
  const out = inUnit(scaleOut.cooldown)
  const inward = inUnit(scaleIn.cooldown)
  if (scaleIn.cooldown < scaleOut.cooldown)
    return warning(
      'cooldowns',
      `scale_in.cooldown (${inward}) is shorter than scale_out.cooldown (${out}): what was added may be removed at once`,
      'make scale_in.cooldown the longer one, such as 15m',
    )
  if (scaleIn.cooldown <= scaleIn.drain)
    return warning(
      'cooldowns',
      `scale_in.cooldown (${inward}) is not longer than the drain (${inUnit(scaleIn.drain)})`,
      'make scale_in.cooldown longer than scale_in.drain',
    )
  const healthy = inUnit(scaleOut.healthyWithin)
  if (scaleOut.healthyWithin < SHORTEST_HEALTHY)
    return warning(
      'cooldowns',
      `scale_out.healthy_within (${healthy}) is short for a Linode that boots and installs its app: it would be replaced while it starts`,
      'give it 5m or more',
    )
  return ok('cooldowns', `${out} after a creation, ${inward} before a removal`)
}

/** Low load on n members is so much on those that stay. */
function checkThresholds({ policy, load }: CheckedProfile): CheckItem {
  const { scaleIn } = policy
  const size = widestSize(policy.size)
  if (load === null) return ok('thresholds', 'the profile has none')
  const { step } = scaleIn
  const sizes = Array.from({ length: size.max - size.min }, (_, i) => size.min + 1 + i).filter(
    (n) => n > step,
  )
  const flapping = sizes.find((n) => (load.low * n) / (n - step) >= load.high)
  if (flapping === undefined) return ok('thresholds', `low ${load.low}, high ${load.high}`)
  const after = ((load.low * flapping) / (flapping - step)).toFixed(2)
  return warning(
    'thresholds',
    `load.low (${load.low}) on ${flapping} members is ${after} on ${flapping - step}, which is above load.high (${load.high}): the fleet would flap`,
    'lower load.low, raise load.high, or remove fewer at once',
  )
}
