import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A name that stands in no unit for anything but the fleet, until systemd's own `%i` stands there. */
const FLEET = 'fleet0name'
const FOLDER = '/etc/linode-autoscale'

const PROFILE = `name: ${FLEET}
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, authorized_users: [alice] }
nodebalancer: { id: 1, configs: [{ id: 1, port: 80 }] }
size: { min: 2, max: 8 }
prometheus: { url: "http://127.0.0.1:9090" }
`
/** A fleet that changes by steps is reconciled, one that has a target is followed. */
const PROFILES = [PROFILE, `${PROFILE}load: { target: 0.6 }\n`]

/**
 * The units that the program generates for a fleet, as templates: `linode-autoscale-reconcile@web.timer` reconciles the fleet of
 * /etc/linode-autoscale/web.yaml. By name, with the program at a given path. `bin` is what is run to make them.
 */
export function unitTemplates(bin, program) {
  return new Map(PROFILES.flatMap((profile) => templatesFor(profile, bin, program)))
}

function templatesFor(text, bin, program) {
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  try {
    mkdirSync(join(folder, 'etc'))
    const profile = join(folder, 'etc', `${FLEET}.yaml`)
    writeFileSync(profile, text, { mode: 0o600 })
    const out = join(folder, 'out')
    execFileSync(process.execPath, [bin, 'monitoring', '-p', profile, '--program', program, '--out', out])
    const names = readdirSync(out).filter((name) => name.includes(FLEET) && /\.(?:service|timer)$/.test(name))
    return names.map((name) => template(name, readFileSync(join(out, name), 'utf8'), profile))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function template(name, text, profile) {
  const [, kind, ending] = new RegExp(`^linode-autoscale-${FLEET}-(\\w+)\\.(service|timer)$`).exec(name) ?? []
  if (kind === undefined) throw new Error(`${name}: no name of a unit that a template can be made of`)
  const [head = '', ...lines] = text
    .replaceAll(profile, `${FOLDER}/%i.yaml`)
    .replaceAll(FLEET, '%i')
    .split('\n')
  const from = lines.findIndex((line) => line.startsWith('['))
  const how = `# Of every fleet: systemctl enable --now linode-autoscale-${kind}@web.timer   for the profile ${FOLDER}/web.yaml.`
  return [
    `linode-autoscale-${kind}@.${ending}`,
    [head, how, '', ...documented(hardened(lines.slice(from)))].join('\n'),
  ]
}

// Made of a profile in a folder that such a service may not see; theirs is in /etc.
function hardened(lines) {
  const closed = { 'PrivateTmp=no': 'PrivateTmp=yes', 'ProtectHome=read-only': 'ProtectHome=yes' }
  return lines.map((line) => closed[line] ?? line)
}

function documented(lines) {
  return lines.flatMap((line) =>
    line.startsWith('Description=') ? [line, 'Documentation=man:linode-autoscale(1)'] : [line],
  )
}
