import type { Facts } from '../../rehearse/facts.ts'
import type { SandboxOptions } from '../../sandbox/sandbox.ts'
import { defaultSwitches } from '../../sandbox/state/switches.ts'

/** The facts that are switches of the same name and kind. */
const SWITCHES = [
  'labelRace',
  'labelFreeAfter',
  'deletingFor',
  'nodesSurviveInstance',
  'duplicateAddress',
  'uncheckedHealth',
  'partialPut',
  'labelWithMode',
  'putResetsHealth',
  'nodeLabelLimit',
  'addressFilter',
  'statusFilter',
  'dateHeader',
  'rateHeaders',
  'retryAfter',
  'errorOrder',
  'privateFirst',
  'reuseAddresses',
  'defaultWeight',
  'networkHelper',
  'createTags',
  'instanceIds',
] as const satisfies readonly (keyof Facts & keyof typeof defaultSwitches)[]

const INTERFACES = [
  'legacy_config_only',
  'legacy_config_default_but_linode_allowed',
  'linode_default_but_legacy_config_allowed',
  'linode_only',
] as const

/** How a sandbox is set up to answer as an account did; what is not known stays as it is. */
export function sandboxFacts(facts: Partial<Facts>): Required<Pick<SandboxOptions, 'switches' | 'timings'>> {
  const { instanceLag, nodeLag, eventLag, provision, boot } = facts
  const interfaces = INTERFACES.find((word) => word === facts.interfacesForNewLinodes)
  const same = Object.fromEntries(
    SWITCHES.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])),
  )
  // Who it was that asked is not kept: a restricted user of the sandbox sees none at all.
  const visible = facts.restrictedUser === true ? { visibleLinodes: [] } : {}
  const listLag = {
    instances: instanceLag ?? defaultSwitches.listLag.instances,
    nodes: nodeLag ?? defaultSwitches.listLag.nodes,
    events: eventLag ?? defaultSwitches.listLag.events,
  }
  return {
    switches: {
      ...same,
      ...visible,
      listLag,
      ...(interfaces === undefined ? {} : { interfacesForNewLinodes: interfaces }),
    },
    timings: { ...(provision === undefined ? {} : { provision }), ...(boot === undefined ? {} : { boot }) },
  }
}
