import { parseProfile } from '../../../src/profile/parse-profile.ts'
import { settingsOf, type Settings } from '../../../src/monitoring/settings.ts'
import { WEB } from '../world.ts'

/** The fleet of the cases. */
export const FLEET = 'fleet:web:12345'

/** The settings of a profile with so much more in it, its scale_in beginning as said. */
export function settings(more = '', scaleIn = 'scale_in: { ', size = ''): Settings {
  const web = WEB.replace('scale_in: { ', scaleIn).replace('max: 8', `max: 8${size}`)
  const profile = parseProfile(`${web}${more}`, { path: 'web.yaml' })
  return settingsOf(profile, {
    profile: '/etc/linode-autoscale/web.yaml',
    program: '/usr/local/bin/linode-autoscale',
  })
}
