import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of `prometheus` (built with linode_sd), `promtool`, `alertmanager` and `amtool`, or null when nobody named one. */
export const prometheusPrograms: string | null = folder(process.env['PROMETHEUS_PROGRAMS'])

function folder(named: string | undefined): string | null {
  if (named === undefined || named === '') return null
  if (!existsSync(join(named, 'prometheus')))
    throw new Error(`PROMETHEUS_PROGRAMS=${named} has no prometheus`)
  return named
}
