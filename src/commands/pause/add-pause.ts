import type { Command } from 'commander'
import { common, commonFlags, type RawCommonFlags, type Start } from '../../flags/common-flags.ts'

/** `pause` and `resume`. */
export function addPause(program: Command, start: Start): void {
  common(program.command('pause'))
    .summary('hold what scales, renews and repairs, on every host')
    .description(
      'Pauses the fleet: every scale-out, scale-in, reconcile, refresh and follow holds and writes nothing, whoever starts it, until the pause ends or is resumed; --force passes it. What only a person starts (adopt, rehearse, scale-out --keep 0) is not held. A run that is draining a member puts it back. The pause is a tag of the NodeBalancer.',
    )
    .option('--for <duration>', 'end by itself after so long: 30m, 2h (default: until resume)')
    .option('--only <action>', 'scale-in or scale-out: hold that alone, and let repairs go on')
    .addHelpText('after', PAUSE_HELP)
    .action(async (raw: RawCommonFlags & { readonly for?: string; readonly only?: string }) => {
      await start(async (io) => {
        const { pause } = await import('./pause.ts')
        return await pause({ ...commonFlags(raw), ...given(raw) }, io)
      })
    })
  common(program.command('resume'))
    .summary('end a pause')
    .description('Ends every pause of the fleet. Other tags of the NodeBalancer stay as they are.')
    .option('--only <action>', 'scale-in or scale-out: end that pause alone')
    .addHelpText('after', RESUME_HELP)
    .action(async (raw: RawCommonFlags & { readonly only?: string }) => {
      await start(async (io) => {
        const { resume } = await import('./pause.ts')
        return await resume({ ...commonFlags(raw), ...given(raw) }, io)
      })
    })
}

function given(raw: { readonly for?: string; readonly only?: string }) {
  return {
    ...(raw.for === undefined ? {} : { for: raw.for }),
    ...(raw.only === undefined ? {} : { only: raw.only }),
  }
}

const PAUSE_HELP = `
Examples:
  linode-autoscale pause --for 2h             while a release is rolled out
  linode-autoscale pause                      until linode-autoscale resume
  linode-autoscale pause --only scale-in      grow if need be, and remove nobody
  linode-autoscale pause -p web.yaml -p api.yaml`

const RESUME_HELP = `
Examples:
  linode-autoscale resume
  linode-autoscale resume -p /etc/linode-autoscale/fleets`
