import { backendKind, interfaceGeneration, type InterfaceGeneration } from '../fleet/model/backend-kind.ts'
import type { Instance, NodeBalancer, Surroundings } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import type { BackendKind, Policy } from '../fleet/model/policy.ts'
import { absent } from './absent.ts'
import { isRow, type Row } from './api-error.ts'
import { call, type Pace } from './call.ts'
import { toInstance } from './read-row.ts'
import type { Wire } from './send.ts'
import { readSurroundings } from './surroundings.ts'

/** How many instances are asked for their address at once. */
const SIDE_BY_SIDE = 20
/** So long, in milliseconds, an address in a VPC is taken for the one that was read: a person may give an instance another. */
const BELIEVED_FOR = 30_000

/**
 * How the members of one fleet are reached. Which kind of address it is may hang on the NodeBalancers, and what surrounds the
 * fleet is read once, with the first observe.
 */
export class Addressing {
  readonly #wire: Wire
  readonly #pace: Pace
  readonly #policy: Policy
  readonly #firewall: number | null
  readonly #vpcAddresses = new Map<InstanceId, { readonly address: string; readonly at: number }>()
  #kind: BackendKind
  #surroundings: Promise<Surroundings> | null = null
  #generation: InterfaceGeneration = 'legacy_config'

  constructor(of: {
    readonly wire: Wire
    readonly pace: Pace
    readonly policy: Policy
    readonly firewall: number | null
  }) {
    this.#wire = of.wire
    this.#pace = of.pace
    this.#policy = of.policy
    this.#firewall = of.firewall
    this.#kind = backendKind(of.policy.backend, [])
  }

  get kind(): BackendKind {
    return this.#kind
  }

  /** What a create asks for, with the account's setting as it was read. */
  get generation(): InterfaceGeneration {
    return this.#generation
  }

  /** Learns what the NodeBalancers are, and reads what that kind of address needs to be known; once. */
  async learn(nodeBalancers: readonly NodeBalancer[]): Promise<Surroundings> {
    this.#kind = backendKind(this.#policy.backend, nodeBalancers)
    this.#surroundings ??= readSurroundings({
      wire: this.#wire,
      pace: this.#pace,
      region: this.#policy.region,
      kind: this.#kind,
      stated: this.#policy.backend.kind !== null,
      nodeBalancers: nodeBalancers.map((nb) => nb.id),
      firewall: this.#firewall,
    })
    try {
      const surroundings = await this.#surroundings
      this.#generation = interfaceGeneration(this.#kind, surroundings.interfaces)
      return surroundings
    } catch (error) {
      this.#surroundings = null
      throw error
    }
  }

  /** An instance as a row of the API shows it; of its VPC address only what is known already. */
  toInstance(row: Row): Instance {
    const instance = toInstance(row, this.#kind)
    return this.#kind === 'vpc'
      ? { ...instance, address: this.#vpcAddresses.get(instance.id)?.address ?? null }
      : instance
  }

  /**
   * Completes an instance's address where its row does not show it. In a VPC it is read again when that was a while ago, or when the instance is not placed:
   * not all of its backend nodes are where it was.
   */
  async complete(instance: Instance, isPlaced = true): Promise<Instance> {
    if (this.#kind !== 'vpc') return instance
    const { id } = instance
    const known = this.#vpcAddresses.get(id)
    const now = this.#wire.clock.monotonic()
    if (known !== undefined && isPlaced && now - known.at < BELIEVED_FOR) return instance
    const address = await this.#readVpcAddress(instance)
    if (address === null) this.#vpcAddresses.delete(id)
    else this.#vpcAddresses.set(id, { address, at: now })
    return { ...instance, address }
  }

  /** The same for many, a few at a time. */
  async completeAll(
    instances: readonly Instance[],
    isPlaced: (instance: Instance) => boolean = () => true,
  ): Promise<readonly Instance[]> {
    const done: Instance[] = []
    for (let i = 0; i < instances.length; i += SIDE_BY_SIDE) {
      const some = instances.slice(i, i + SIDE_BY_SIDE)
      done.push(...(await Promise.all(some.map(async (each) => await this.complete(each, isPlaced(each))))))
    }
    return done
  }

  async #readVpcAddress({ id, label }: Instance): Promise<string | null> {
    const path = `/v4/linode/instances/${id}/ips`
    const reading = call(this.#wire, this.#pace, {
      method: 'GET',
      path,
      what: `reading the addresses of ${label} (instance ${id})`,
      repeatable: true,
    })
    const answer = await absent(reading)
    const ipv4 = answer?.body['ipv4']
    const listed: readonly unknown[] = isRow(ipv4) && Array.isArray(ipv4['vpc']) ? ipv4['vpc'] : []
    const own = listed.filter(isRow).find((row) => row['subnet_id'] === this.#policy.backend.subnet)
    const address = own?.['address']
    return typeof address === 'string' ? address : null
  }
}
