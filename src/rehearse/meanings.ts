import type { ExperimentName } from './experiment.ts'
import type { Facts } from './facts.ts'

type Meaning = (facts: Partial<Facts>) => string

/** What an answer means for this tool. An experiment that bears on nothing it does is told as such. */
export const MEANINGS: Readonly<Record<ExperimentName, Meaning>> = {
  scopes: () => 'a run needs linodes:read_write and nodebalancers:read_write; events:read_only for scale-in',
  grants: ({ restrictedUser }) =>
    restrictedUser === true
      ? 'a Linode that is not in the list may be there all the same: nothing is concluded from its absence, and such a user may not tag'
      : 'what the lists do not show is not there',
  settings: ({ interfacesForNewLinodes }) =>
    interfacesForNewLinodes === 'linode_only'
      ? 'new Linodes have no private address here: members need backend: vpc or public-ipv6'
      : 'members get a private address',
  billing: ({ billingReadable }) =>
    billingReadable === true ? 'what a rehearsal costs can be looked up' : 'nothing here depends on it',
  'status-filter': () => 'statuses are read, not asked for: nothing depends on it',
  'error-order': () => 'every mistake that is told is shown: nothing depends on the order',
  headers: ({ dateHeader }) =>
    dateHeader === false
      ? "cooldowns and ages go by this machine's clock: keep it right"
      : "cooldowns and ages go by the API's own clock",
  create: ({ createTags }) =>
    createTags === 'dropped'
      ? 'a member would be born without its fleet tag: use the token of a user who may tag; a run deletes what it made and fails'
      : 'a member is ours from birth',
  'address-filter': ({ addressFilter }) =>
    addressFilter === false
      ? 'a leftover cannot be proved by its address: it is told and not removed'
      : 'a leftover is proved by asking for its address',
  boot: ({ provision = 0, boot = 0 }) => {
    const least = Math.ceil((provision + boot) / 1000)
    return `scale_out.healthy_within has to be longer than ${least}s, the start of the application and two health checks`
  },
  'label-race': ({ labelRace }) =>
    labelRace === 'both'
      ? 'the label is no lock here: of two runs at once the younger instance yields'
      : 'the label is the lock: of two runs that choose the same number one gives way',
  lists: ({ instanceLag = 0 }) =>
    instanceLag === 0
      ? 'what was just made is seen by the next run'
      : 'for so long a second run cannot see what the first has made: the cooldown has to be longer',
  events: ({ eventLag = 0 }) =>
    eventLag === 0
      ? 'cooldowns see every change at once'
      : 'for so long a cooldown cannot see a delete: scale_in.cooldown has to be longer',
  delete: ({ deletingFor = 0 }) =>
    deletingFor === 0 ? 'a number is free as soon as its member is gone' : 'it counts for nothing meanwhile',
  'label-reuse': ({ labelFreeAfter = 0, reuseAddresses }) => {
    const freed =
      labelFreeAfter > 600_000 ? 'longer than numbers rest' : 'numbers rest for ten minutes anyway'
    return reuseAddresses === true ? `${freed}; a backend node is never known by its address alone` : freed
  },
  'id-order': ({ instanceIds }) =>
    instanceIds === 'falling'
      ? 'of two runs at once the older instance yields, for its id is the higher one: a moment longer there is one too many'
      : 'of two runs at once the instance that was made last yields',
  unchecked: ({ uncheckedHealth }) =>
    uncheckedHealth === 'DOWN'
      ? 'on such a config status says nothing: the instance decides, as it does here anyway'
      : 'on such a config the instance decides, as it does here anyway',
  'node-defaults': () => 'a weight that the profile names is always sent',
  'node-label': ({ nodeLabelLimit = 32 }) =>
    nodeLabelLimit < 32
      ? `a name longer than ${nodeLabelLimit - 8} characters leaves no room for a mark`
      : 'a mark fits beside every name that a profile may have',
  'doubled-address': ({ duplicateAddress }) =>
    duplicateAddress === 'refused'
      ? 'a second backend node for a member cannot come about'
      : 'a config is read before anything is added after a lost answer, and a second one is removed',
  put: ({ labelWithMode, partialPut }) => {
    if (labelWithMode === 'ignored')
      return 'a drain would carry no mark: do not use scale-in here, and report it'
    return partialPut === 'refused'
      ? 'a change that names mode and label alone is refused: do not use scale-in here, and report it'
      : 'a drain and its mark are one change'
  },
  'node-lists': ({ nodeLag = 0 }) =>
    nodeLag === 0
      ? 'what was just attached is seen by the next run'
      : 'a second run may attach again meanwhile; the second backend node is removed later',
  'node-after-linode': ({ nodesSurviveInstance }) =>
    nodesSurviveInstance === false
      ? 'detaching after the delete finds nothing to do'
      : 'a backend node has to be removed after its Linode, as every removal does',
  'rate-limit': ({ retryAfter }) =>
    retryAfter === false ? 'a run waits by its own growing delays' : 'a run waits as long as it is told',
}
