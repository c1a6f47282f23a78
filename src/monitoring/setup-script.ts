import { cronFile } from './crontab.ts'
import { METRICS_FOLDER, TARGETS_FOLDER } from './metrics-file.ts'
import { shellWord } from './quoting/shell-word.ts'
import type { Settings } from './settings.ts'

/** Where a host has the program from: the Debian package, and what its SHA-256 must be. */
export interface PackageSource {
  readonly url: string
  readonly sha256: string
}

const FOLDER = '/etc/linode-autoscale'

/**
 * What turns a new Debian with the packages of the chain into a monitoring host: the program, the generated files at their places, the timers. Safe to run again.
 * `files` are those that the user of the services reads.
 * Throws an UnquotableError for a URL or a path that no shell line can hold.
 */
export function setupScript(
  source: PackageSource,
  files: readonly string[],
  fleets: readonly Settings[],
): string {
  const profiles = fleets.map(({ profile }) => profile)
  return `#!/bin/sh
# Makes this host the one that watches ${fleets.map(({ name }) => name).join(', ')}. Safe to run again, as after a change of a profile.
set -eu
export DEBIAN_FRONTEND=noninteractive
${program(source)}
install -d -m 750 -g linode-autoscale ${FOLDER}
chgrp linode-autoscale ${files.map(shellWord).join(' ')}
install -d -m 775 -g linode-autoscale ${METRICS_FOLDER}
install -d -o linode-autoscale ${TARGETS_FOLDER}
cd ${FOLDER}
linode-autoscale monitoring ${profiles.map((path) => `-p ${shellWord(path)}`).join(' ')} --program /usr/bin/linode-autoscale --out ${FOLDER}/monitoring --force
cd ${FOLDER}/monitoring
install -m 644 prometheus.yml rules*.yml alertmanager.yml /etc/prometheus/
install -m 644 executor.yml ${FOLDER}/
install -m 644 ./*.service ./*.timer /etc/systemd/system/
${cronLines(fleets)}systemctl daemon-reload
systemctl restart prometheus prometheus-alertmanager
for unit in *.timer *-follow.service; do
  if [ -e "$unit" ]; then systemctl enable "$unit" && systemctl restart "$unit"; fi
done
# It has no package: put it there, and run this again.
if [ -x /usr/local/bin/prometheus-am-executor ]; then systemctl enable linode-autoscale-executor.service && systemctl restart linode-autoscale-executor.service; fi
`
}

function program({ url, sha256 }: PackageSource): string {
  return `deb=$(mktemp -d)/linode-autoscale.deb
curl -fsSL --proto =https,file -o "$deb" ${shellWord(url)}
echo "${sha256}  $deb" | sha256sum --check --quiet
chmod 755 "$(dirname "$deb")"
apt-get install -y "$deb"
rm -r "$(dirname "$deb")"`
}

/** A fleet that is followed needs none. */
function cronLines(fleets: readonly Settings[]): string {
  const lines = fleets
    .filter(({ sizing }) => sizing === null)
    .map((fleet) => `${cronLine(fleet, fleets.length === 1)}\n`)
  return lines.length === 0
    ? ''
    : `# What to do when no alert comes. Its reconcile lines are the timers' here.\n${lines.join('')}`
}

function cronLine({ name }: Settings, isAlone: boolean): string {
  const file = shellWord(isAlone ? 'crontab' : `crontab-${name}`)
  return `grep -v ' reconcile ' ${file} >${shellWord(`/etc/cron.d/${cronFile(name)}`)}`
}
