import { isRelabelled, type Adoption, type LeftAlone } from '../fleet/plan/plan-adoption.ts'

/** A backend node that does not follow, because it is not what was listed any more. */
export interface LeftNode {
  readonly id: number
  readonly why: string
}

/** What adopting came to, or would come to. */
export interface AdoptionReport {
  readonly fleet: string
  readonly dryRun: boolean
  readonly adoptions: readonly (Adoption & {
    readonly failed: string | null
    readonly left?: readonly LeftNode[]
  })[]
  readonly leftAlone: readonly LeftAlone[]
}

/** An adoption for a person: who becomes whom, what follows, and who is left alone, and why. */
export function adoptionLines({ fleet, dryRun, adoptions, leftAlone }: AdoptionReport): readonly string[] {
  const lines = adoptions.map(({ instance, label, tags, backends, failed, left = [] }) => {
    const attached = attachedText(backends, left)
    const text = `${instance.label} (instance ${instance.id}) ${dryRun ? 'would become' : 'is now'} ${label}; tags ${tags.join(', ')}; ${attached}`
    return failed === null ? text : `${instance.label} (instance ${instance.id}): not finished: ${failed}`
  })
  const others = leftAlone.map(
    ({ instance, why }) => `left alone: instance ${instance.id}: ${why.join('; ')}`,
  )
  return [...lines, ...others, endOf(fleet, dryRun, adoptions)]
}

/** What becomes of its backend nodes: whom a person has drained or closed nobody relabels. */
function attachedText(backends: Adoption['backends'], changed: readonly LeftNode[]): string {
  if (backends.length === 0) return 'not attached: the next run attaches it'
  const follow = backends.filter(isRelabelled).length - changed.length
  const left = backends.filter((b) => !isRelabelled(b))
  const told = left.map((b) => `backend node ${b.id} keeps its label ${b.label} and its mode ${b.mode}`)
  const other = changed.map(({ id, why }) => `backend node ${id} is left as it is: ${why}`)
  return [...(follow > 0 ? [`${follow} backend node(s) follow`] : []), ...told, ...other].join('; ')
}

function endOf(fleet: string, dryRun: boolean, adoptions: AdoptionReport['adoptions']): string {
  if (adoptions.length === 0) return `${fleet}: nobody to adopt: nothing was changed`
  if (dryRun) return `${fleet}: nothing was changed; --yes does it`
  const failed = adoptions.filter((each) => each.failed !== null).length
  const end = failed === 0 ? '' : `, ${failed} not: run it again, or look at them`
  return `${fleet}: ${adoptions.length - failed} adopted${end}`
}

/** The same, version 1. */
export function adoptionJson({ fleet, dryRun, adoptions, leftAlone }: AdoptionReport): object {
  const failed = adoptions.filter((each) => each.failed !== null)
  return {
    version: 1,
    command: 'adopt',
    fleet,
    dry_run: dryRun,
    result: failed.length > 0 ? 'failed' : 'done',
    adopted: adoptions
      .filter((each) => each.failed === null)
      .map(({ instance, label, tags, left = [] }) => ({
        instance: instance.id,
        was: instance.label,
        label,
        tags,
        ...(left.length > 0 ? { left_nodes: left } : {}),
      })),
    left_alone: leftAlone.map(({ instance, why }) => ({ instance: instance.id, label: instance.label, why })),
    ...(failed.length > 0 ? failure(failed) : {}),
  }
}

function failure(failed: AdoptionReport['adoptions']): object {
  const each = failed.map(({ instance, failed: why }) => ({
    instance: instance.id,
    label: instance.label,
    why,
  }))
  return {
    not_adopted: each,
    error: { code: 'change-failed', message: each.map(({ label, why }) => `${label}: ${why}`).join('; ') },
  }
}
