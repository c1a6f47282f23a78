import type { Hold, HoldReason } from '../model/hold.ts'
import type { Size } from '../model/size.ts'
import type { Former } from '../model/former-tag.ts'
import type { Backend, Instance, Leftover, Member } from '../model/fleet.ts'
import type { Hook, MemberHookMoment } from '../model/hook.ts'
import type { Sized } from '../load/sized.ts'
import type { InstanceId } from '../model/ids.ts'
import type { Attachment, BackendKind } from '../model/policy.ts'
import type { Request } from './request.ts'

/** One rule's verdict on a request. */
export interface Guard {
  readonly guard: HoldReason
  readonly value: number | string
  readonly limit: number | string
  readonly passed: boolean
  /** Why it passed although its value is beyond the limit. */
  readonly note?: string
}

/** Whose place a new member takes: a member's, or one that went before there was another. */
export interface Place {
  readonly id: InstanceId
  readonly label: string
  readonly isGone?: true
  /** Whatever the profile says of it later: it was made from the same. */
  readonly isAlways?: true
  /** What there was in this place before. */
  readonly former?: Former
}

/** One member's part of a plan, with what apply needs to carry it out. */
export type Change =
  | {
      readonly kind: 'add'
      readonly member: string
      /** Whose place it is to take. */
      readonly replaces?: Place
    }
  | {
      readonly kind: 'remove'
      readonly member: string
      readonly of: Member
      /** It makes room for one that is made anew, or has done so. */
      readonly isRefresh?: true
      /** It does so before the other one is made: there is no room for both. */
      readonly isFirst?: true
    }
  | {
      readonly kind: 'put-back'
      readonly member: string
      readonly of: Member
      readonly because: string
      /** What it is called for whoever was removing the member. */
      readonly hold?: HoldReason
      readonly wait: boolean
    }
  | { readonly kind: 'attach'; readonly member: string; readonly of: Member; readonly wait: boolean }
  | {
      readonly kind: 'retag'
      readonly member: string
      readonly of: Member
      readonly on: readonly string[]
      readonly off: readonly string[]
      /** Places that the NodeBalancer's tags need not keep any more. */
      readonly settles?: readonly InstanceId[]
    }
  | { readonly kind: 'tidy'; readonly member: string; readonly leftovers: readonly Leftover[] }

/** The name of a kind of change. */
export type ChangeKind = Change['kind']

/** One effect, as planned. */
export type Step =
  | { readonly step: 'create'; readonly label: string; readonly replaces?: Place }
  | {
      readonly step: 'attach'
      readonly at: Attachment
      readonly address: string | null
      /** The kind of address, where it is not the usual private one. */
      readonly kind?: BackendKind
    }
  | { readonly step: 'wait'; readonly until: 'running' | 'in-service' | 'drained'; readonly within: number }
  | { readonly step: 'drain'; readonly backend: Backend }
  | { readonly step: 'put-back'; readonly backend: Backend }
  | { readonly step: 'delete'; readonly instance: Instance }
  | { readonly step: 'detach'; readonly backend: Backend }
  | {
      readonly step: 'tag'
      readonly instance: Instance
      readonly on: readonly string[]
      readonly off: readonly string[]
      readonly settles?: readonly InstanceId[]
    }
  | { readonly step: 'hook'; readonly moment: MemberHookMoment; readonly hook: Hook }

/** The decision: what would be done and why. The same fleet in any order gives the same plan. */
export interface Plan {
  readonly request: Request
  readonly size: Size
  readonly guards: readonly Guard[]
  readonly hold: Hold | null
  readonly changes: readonly Change[]
  /** What the load asks for, where it decides. */
  readonly load?: Sized
  /** Labels of members that are in no list yet and were counted as there: nobody came who was not known of. */
  readonly counted?: readonly string[]
}

/** A plan that goes by a load. */
export type PlanByLoad = Plan & { readonly load: Sized }

/** Whether the load decides about a plan. */
export function isPlanByLoad(plan: Plan): plan is PlanByLoad {
  return plan.load !== undefined
}
