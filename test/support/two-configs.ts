import type { Backend, Instance, Sighting } from '../../src/fleet/model/fleet.ts'
import { backendId, configId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { aBackend, anInstance, aPolicy, type Made } from './a-fleet.ts'

const nodeBalancer = nodeBalancerId(12345)
const [first, second] = [configId(67890), configId(67891)]

/** Web on two configs of its NodeBalancer. */
export function aPolicyOnTwo(overrides: Partial<Policy> = {}): Policy {
  return aPolicy({
    attachments: [
      { nodeBalancer, config: first, port: 80 },
      { nodeBalancer, config: second, port: 8080 },
    ],
    ...overrides,
  })
}

/** Both configs as observed; `checked` is about the second. */
export function bothConfigs(checked = true): Pick<Sighting, 'configs'> {
  return {
    configs: [
      { id: first, nodeBalancer, port: 80, checked: true, protocol: 'http' },
      { id: second, nodeBalancer, port: 8080, checked, protocol: 'http' },
    ],
  }
}

/** The backend node of web-n on the second config. */
export function aSecondBackend(n: number, overrides: Partial<Backend> = {}): Backend {
  return aBackend(n, {
    id: backendId(2000 + n),
    config: second,
    address: `192.168.130.${n}:8080`,
    ...overrides,
  })
}

/** Member n with a backend node on each config, or none where it says null. */
export function aMemberOnTwo(
  n: number,
  [one, two]: readonly [Partial<Backend> | null, Partial<Backend> | null],
  instance: Partial<Instance> = {},
): Made {
  return {
    instance: anInstance(n, instance),
    backends: [
      ...(one === null ? [] : [aBackend(n, one)]),
      ...(two === null ? [] : [aSecondBackend(n, two)]),
    ],
  }
}
