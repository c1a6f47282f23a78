import { backendAddress } from '../../fleet/model/address.ts'
import type { Instance } from '../../fleet/model/fleet.ts'
import type { MemberHookMoment } from '../../fleet/model/hook.ts'
import type { Journal } from '../journal.ts'
import type { Run } from '../run.ts'
import type { HookFacts } from './hook-runner.ts'

/**
 * Runs a member's hook where its change has one planned for this moment. False when it failed and its `on_error` is `stop`:
 * then whatever was to follow for this member is not begun.
 */
export async function memberHook(
  run: Run,
  journal: Journal,
  moment: MemberHookMoment,
  instance: Instance,
): Promise<boolean> {
  const step = journal.open('hook').find((s) => s.moment === moment)
  if (step === undefined || run.runHook === undefined) return true
  journal.begin(step)
  const why = await run.runHook(moment, step.hook, memberFacts(run, journal.member, instance))
  if (why === null) journal.done(step, moment)
  else if (step.hook.onError === 'continue') journal.skip(step, `${moment}: ${why}; on_error is continue`)
  else {
    journal.fail(step, new Error(`${moment}: ${why}; on_error is stop`))
    journal.skipRest(`the hook ${moment} failed`)
    return false
  }
  return true
}

function memberFacts({ policy }: Run, member: string, { id, address }: Instance): HookFacts {
  const backends = policy.attachments.map((at) => (address === null ? '' : backendAddress(address, at.port)))
  return {
    FLEET: policy.name,
    MEMBER: member,
    INSTANCE_ID: String(id),
    ADDRESS: address ?? '',
    BACKENDS: backends.join(' '),
  }
}
