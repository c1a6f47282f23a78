import type { Adoption } from '../fleet/plan/plan-adoption.ts'

/** What adopting came to, or would come to. */
export interface AdoptionReport {
  readonly fleet: string
  readonly dryRun: boolean
  readonly adoptions: readonly (Adoption & { readonly failed: string | null })[]
}

/** An adoption for a person: who becomes whom, and what follows. */
export function adoptionLines({ fleet, dryRun, adoptions }: AdoptionReport): readonly string[] {
  const lines = adoptions.map(({ instance, label, tags, backends, failed }) => {
    const attached =
      backends.length === 0
        ? 'not attached: the next run attaches it'
        : `${backends.length} backend node(s) follow`
    const text = `${instance.label} (instance ${instance.id}) ${dryRun ? 'would become' : 'is now'} ${label}; tags ${tags.join(', ')}; ${attached}`
    return failed === null ? text : `${instance.label} (instance ${instance.id}): not finished: ${failed}`
  })
  const end = dryRun
    ? `${fleet}: nothing was changed; --yes does it`
    : `${fleet}: ${adoptions.filter((a) => a.failed === null).length} adopted`
  return [...lines, end]
}

/** The same, version 1. */
export function adoptionJson({ fleet, dryRun, adoptions }: AdoptionReport): object {
  const failed = adoptions.filter((a) => a.failed !== null)
  return {
    version: 1,
    command: 'adopt',
    fleet,
    dry_run: dryRun,
    result: failed.length > 0 ? 'failed' : 'done',
    adopted: adoptions
      .filter((a) => a.failed === null)
      .map(({ instance, label, tags }) => ({ instance: instance.id, was: instance.label, label, tags })),
    ...(failed.length > 0
      ? { error: { code: 'change-failed', message: failed.map((a) => a.failed ?? '').join('; ') } }
      : {}),
  }
}
