import type { Backend, Instance, Instant, Leftover, Member } from '../model/fleet.ts'
import type { Hook, MemberHookMoment } from '../model/hook.ts'
import type { Sized } from '../load/sized.ts'
import type { Attachment, BackendKind } from '../model/policy.ts'
import type { Request } from './request.ts'

/** Why a plan changes no size. The names are the same in text, JSON, tests and docs. */
export type HoldReason =
  | 'paused'
  | 'alert-resolved'
  | 'condition-false'
  | 'most-members-down'
  | 'new-members-fail'
  | 'on-the-way'
  | 'cooldown'
  | 'at-max'
  | 'at-min'
  | 'at-size'
  | 'no-candidate'
  | 'at-wanted'
  | 'paid-hour'
  | 'work-unknown'
  | 'peak-unknown'
  | 'taken-by-another-run'

/** A plan that changes no size, and why. Not an error. */
export interface Hold {
  readonly reason: HoldReason
  /** One sentence, with the fleet's own names and numbers. */
  readonly detail: string
  /** When it ends by itself, where that is known. */
  readonly until: Instant | null
}

/** One rule's verdict on a request. */
export interface Guard {
  readonly guard: HoldReason
  readonly value: number | string
  readonly limit: number | string
  readonly passed: boolean
}

/** One member's part of a plan, with what apply needs to carry it out. */
export type Change =
  | { readonly kind: 'add'; readonly member: string }
  | { readonly kind: 'remove'; readonly member: string; readonly of: Member }
  | {
      readonly kind: 'put-back'
      readonly member: string
      readonly of: Member
      readonly because: string
      readonly wait: boolean
    }
  | { readonly kind: 'attach'; readonly member: string; readonly of: Member; readonly wait: boolean }
  | { readonly kind: 'tidy'; readonly member: string; readonly leftovers: readonly Leftover[] }

/** The name of a kind of change. */
export type ChangeKind = Change['kind']

/** One effect, as planned. */
export type Step =
  | { readonly step: 'create'; readonly label: string }
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
  | { readonly step: 'hook'; readonly moment: MemberHookMoment; readonly hook: Hook }

/** Sizes of a fleet: members in service, members, and the bounds of the latter. */
export interface Size {
  readonly serving: number
  readonly total: number
  readonly min: number
  readonly max: number
}

/** The decision: what would be done and why. The same fleet in any order gives the same plan. */
export interface Plan {
  readonly request: Request
  readonly size: Size
  readonly guards: readonly Guard[]
  readonly hold: Hold | null
  readonly changes: readonly Change[]
  /** What the load asks for, where it decides. */
  readonly load?: Sized
}
