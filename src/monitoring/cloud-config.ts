import { stringify } from 'yaml'
import { setupScript, type PackageSource } from './setup-script.ts'
import type { Settings } from './settings.ts'

/** A file that the host is given: a profile, or what one names. */
export interface CarriedFile {
  readonly path: string
  readonly bytes: Buffer
}

const SETUP = '/usr/local/sbin/linode-autoscale-setup'
const PACKAGES = [
  'ca-certificates',
  'cron',
  'curl',
  'prometheus',
  'prometheus-alertmanager',
  'prometheus-node-exporter',
]

/**
 * User data for cloud-init that makes a new Debian 13 the monitoring host of these fleets. It holds no token: whoever may log in there could read it.
 * Throws an UnquotableError for what no shell line can hold.
 */
export function cloudConfig(
  source: PackageSource,
  files: readonly CarriedFile[],
  fleets: readonly Settings[],
): string {
  const paths = files.map(({ path }) => path)
  const script = setupScript(source, paths, fleets)
  const config = {
    package_update: true,
    packages: PACKAGES,
    write_files: [
      ...files.map(({ path, bytes }) => ({ path, permissions: '0640', ...contentOf(bytes) })),
      { path: SETUP, permissions: '0755', content: script },
    ],
    runcmd: [[SETUP]],
  }
  return `#cloud-config
# The monitoring host of ${fleets.map(({ name }) => name).join(', ')}, on Debian 13. Made by: linode-autoscale monitoring --cloud-init
# No token is in here. Once the host is up, put them there (scopes: docs/monitoring.md):
#   install -m 640 -g linode-autoscale TOKEN /etc/linode-autoscale/token
#   install -m 600 -o prometheus TOKEN /etc/prometheus/linode-token
${stringify(config, { lineWidth: 0 })}`
}

/** As text where it is one: a person reads it. */
function contentOf(bytes: Buffer): { readonly content: string; readonly encoding?: 'b64' } {
  const text = bytes.toString('utf8')
  const isText = Buffer.from(text).equals(bytes) && !/[^\P{C}\n\t]/u.test(text)
  return isText ? { content: text } : { encoding: 'b64', content: bytes.toString('base64') }
}
