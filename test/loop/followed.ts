import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { FLEET } from '../support/sandbox/api.ts'
import { ROOT } from '../support/root.ts'
import { Program } from './programs.ts'
import { quickenPrometheus } from './quick-files.ts'
import { type Account, ALERTMANAGER, knowsLinodeSd, programs, type Stage } from './stage.ts'

/** The program that is tried. */
export const BIN = join(ROOT, 'bin', 'linode-autoscale.js')

/** Files of a profile, generated, and Prometheus by them. */
export async function observed(stage: Stage, { sandbox, url }: Account, profile: string) {
  const folder = stage.folder()
  const bin = await programs()
  const path = join(folder, 'web.yaml')
  writeFileSync(path, profile)
  writeFileSync(join(folder, 'token'), sandbox.token)
  await execa(process.execPath, [BIN, 'monitoring', '-p', path, '--out', folder])
  const isReal = await knowsLinodeSd(join(bin, 'promtool'), join(folder, 'prometheus.yml'))
  const ports = {
    alertmanager: ALERTMANAGER,
    httpSd: isReal ? null : `${url}/__sandbox/http_sd`,
    token: join(folder, 'token'),
  }
  return { folder, bin, path, ports, env: { LINODE_URL: url, LINODE_TOKEN: sandbox.token } }
}

/** The resident follow of a profile, by a Prometheus with the generated files. */
export async function followed(stage: Stage, account: Account, profile: string): Promise<void> {
  const { folder, bin, path, ports, env } = await observed(stage, account, profile)
  quickenPrometheus(folder, ports)
  await stage.prometheus(bin, folder, env)
  const args = [BIN, 'follow', '--every', '5s', '-p', path]
  stage.keep(new Program('follow', process.execPath, args, { folder, env }))
}

/** How many members serve, and how many there are. */
export function countIn({ sandbox }: Account): { readonly serving: number; readonly members: number } {
  const { byHand } = sandbox
  const serving = byHand.backends().filter(({ mode, status }) => mode === 'accept' && status === 'UP')
  const members = byHand.instances().filter(({ tags }) => tags.includes(FLEET.fleetTag))
  return { serving: serving.length, members: members.length }
}
