import type { Cooldown } from '../fleet/sight/cooldown.ts'
import type { Backend } from '../fleet/model/fleet.ts'
import type { Maintenance } from '../fleet/model/maintenance.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import type { Load, StatusReport } from '../fleet/report/status-report.ts'
import { paidUntil } from '../fleet/load/paid-hour.ts'
import { sizeJson } from './bounds-text.ts'
import { plannedLoadJson } from './load-texts.ts'
import type { LeftElsewhere } from '../fleet/sight/left-elsewhere.ts'
import { nodesOf } from '../fleet/sight/member-state.ts'
import { driftJson } from './drift-texts.ts'
import { healthWord } from './health-word.ts'

/** A fleet's status, version 1: times are ISO 8601 UTC, money is US dollars. */
export function statusJson(report: StatusReport, load: Load | null): object {
  const { policy, size, fleet, cost, cooldown } = report
  return {
    version: 1,
    command: 'status',
    fleet: policy.name,
    result: report.problems.length > 0 ? 'failed' : 'done',
    observed: isoInstant(fleet.observedAt),
    nodebalancers: fleet.nodeBalancers.map(({ id, address, region }) => ({ id, address, region })),
    ...sizeJson(size),
    ...(load === null ? {} : { load: loadJson(load) }),
    members: report.members.map((m) => memberJson(m, report)),
    foreign: fleet.foreign.map((b) => ({ ...backendJson(b), label: b.label })),
    unfinished: report.unfinished,
    ...(report.elsewhere === null ? {} : { elsewhere: report.elsewhere.map(elsewhereJson) }),
    cooldown: { scale_out: cooldownJson(cooldown.scaleOut), scale_in: cooldownJson(cooldown.scaleIn) },
    paused: pausedJson(report.paused),
    ...pausedHalvesJson(report.pausedHalves),
    cost,
    ...(policy.size.maxHourly === undefined ? {} : { max_hourly: policy.size.maxHourly }),
    activity: report.activity.map(({ at, action, failed, label, username }) => ({
      at: isoInstant(at),
      action: failed ? `${action} failed` : action,
      label,
      username,
    })),
    ...(report.remarks.length > 0 ? { remarks: report.remarks } : {}),
    ...(report.problems.length > 0
      ? { error: { code: report.problems[0]?.code, message: problemText(report) } }
      : {}),
  }
}

function loadJson({ value, high, low, trouble, turn }: Load): object {
  return {
    value,
    high,
    low,
    ...(turn === undefined ? {} : plannedLoadJson(turn)),
    ...(trouble === null ? {} : { trouble }),
  }
}

function memberJson(
  { member, state, inService, drift, heldBecause }: StatusReport['members'][number],
  { policy, fleet }: StatusReport,
): object {
  const isKept = inService && policy.scaleIn.keepsPaidHour === true

  const { id, status, type, created, address } = member.instance
  return {
    label: member.label,
    state,
    ...(state === 'held' && heldBecause !== null ? { held: heldBecause } : {}),
    instance: { id, status, type, created: isoInstant(created), address },
    ...(isKept ? { paid_until: isoInstant(paidUntil(member.instance, fleet.observedAt)) } : {}),
    ...(drift === null ? {} : { drift: driftJson(drift) }),
    ...maintenanceJson(member.instance.id, policy.maintenance),
    backends: nodesOf(member).map(backendJson),
  }
}

function maintenanceJson(id: number, planned: readonly Maintenance[] | undefined): object {
  const mine = (planned ?? []).filter((m) => m.instance === id)
  if (mine.length === 0) return {}
  return { maintenance: mine.map(({ what, at }) => ({ what, at: at === null ? null : isoInstant(at) })) }
}

function backendJson({ config, id, address, mode, health }: Backend): object {
  return { config, id, address, mode, status: healthWord(health) }
}

function elsewhereJson({ backend, why, command }: LeftElsewhere): object {
  const { label, nodeBalancer } = backend
  return { nodebalancer: nodeBalancer, ...backendJson(backend), label, detail: why, command }
}

function cooldownJson({ until, since }: Cooldown): object | null {
  if (until === null || since === null) return null
  return { until: isoInstant(until), since: isoInstant(since.change.at), member: since.change.label }
}

/** A pause as every command tells it: `{until?}` or null. */
export function pausedJson(paused: StatusReport['paused']): object | null {
  if (paused === null) return null
  return paused.until === null ? {} : { until: isoInstant(paused.until) }
}

/** Beside it, where only a half is paused: `[{action, until?}]`. */
function pausedHalvesJson(halves: StatusReport['pausedHalves']): object {
  if (halves.length === 0) return {}
  return { paused_only: halves.map(({ only, until }) => ({ action: only, ...pausedJson({ until }) })) }
}

function problemText({ problems }: StatusReport): string {
  return problems.map((p) => `${p.message}; ${p.remedy}`).join('\n')
}
