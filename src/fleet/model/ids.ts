declare const brand: unique symbol

/** A number that is one kind of id and cannot be passed where another kind is wanted. */
type Id<Kind extends string> = number & { readonly [brand]: Kind }

/** The id of a Linode. */
export type InstanceId = Id<'instance'>
/** The id of a NodeBalancer. */
export type NodeBalancerId = Id<'nodebalancer'>
/** The id of one config (one port) of a NodeBalancer. */
export type ConfigId = Id<'config'>
/** The id of a backend node; unrelated to the id of the instance behind it. */
export type BackendId = Id<'backend'>

// The four constructors are where a plain number becomes an id: at the edge, from the API or the profile.
/* oxlint-disable typescript/no-unsafe-type-assertion */
/** Marks a number read from the API as an instance's id. */
export const instanceId = (value: number): InstanceId => value as InstanceId
/** Marks a number read from the API or the profile as a NodeBalancer's id. */
export const nodeBalancerId = (value: number): NodeBalancerId => value as NodeBalancerId
/** Marks a number read from the API or the profile as a config's id. */
export const configId = (value: number): ConfigId => value as ConfigId
/** Marks a number read from the API as a backend node's id. */
export const backendId = (value: number): BackendId => value as BackendId
