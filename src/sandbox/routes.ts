import type { Route } from './wire/route.ts'
import * as account from './account/account.ts'
import * as backends from './nodebalancers/backend-nodes.ts'
import type { Endpoint } from './wire/call.ts'
import * as catalog from './account/catalog.ts'
import * as events from './account/events.ts'
import * as addresses from './instances/instance-addresses.ts'
import { createInstance } from './instances/instance-create.ts'
import { getInstanceStats } from './instances/instance-stats.ts'
import * as power from './instances/instance-power.ts'
import * as instances from './instances/instances.ts'
import * as locks from './account/locks.ts'
import * as firewalls from './instances/firewalls.ts'
import { showListedInstance } from './instances/instance-view.ts'
import { listNodeBalancersOfInstance } from './nodebalancers/nodebalancers-of-instance.ts'
import { listFirewallsOfNodeBalancer } from './nodebalancers/nodebalancer-firewalls.ts'
import { showListed } from './nodebalancers/nodebalancers.ts'
import * as networking from './instances/networking.ts'
import * as configs from './nodebalancers/nodebalancer-configs.ts'
import * as nodebalancerVpcs from './nodebalancers/nodebalancer-vpcs.ts'
import * as nodebalancers from './nodebalancers/nodebalancers.ts'
import type { RateClass } from './wire/rate-limits.ts'
import * as tags from './account/tags.ts'
import * as users from './account/users.ts'
import * as vpcs from './account/vpcs.ts'

type Line = readonly [method: string, pattern: string, scope: string, endpoint: Endpoint, rate?: RateClass]

const VIEWS: tags.Views = { linode: showListedInstance, nodebalancer: showListed }

const INSTANCE = '/linode/instances/{linodeId}'
const NB = '/nodebalancers/{nodeBalancerId}'
const CONFIG = `${NB}/configs/{configId}`
const NODE = `${CONFIG}/nodes/{nodeId}`

const INSTANCE_LINES: readonly Line[] = [
  ['GET', '/linode/instances', 'linodes:read_only', instances.listInstances, 'list'],
  ['POST', '/linode/instances', 'linodes:read_write', createInstance, 'create'],
  ['GET', INSTANCE, 'linodes:read_only', instances.getInstance],
  ['PUT', INSTANCE, 'linodes:read_write', instances.updateInstance],
  ['DELETE', INSTANCE, 'linodes:read_write', instances.deleteInstance],
  ['POST', `${INSTANCE}/boot`, 'linodes:read_write', power.bootInstance],
  ['POST', `${INSTANCE}/shutdown`, 'linodes:read_write', power.shutdownInstance],
  ['POST', `${INSTANCE}/reboot`, 'linodes:read_write', power.rebootInstance],
  ['GET', `${INSTANCE}/stats`, 'linodes:read_only', getInstanceStats, 'stats'],
  ['GET', `${INSTANCE}/ips`, 'linodes:read_only', addresses.getInstanceAddresses],
  ['POST', `${INSTANCE}/ips`, 'linodes:read_write', addresses.allocateAddress],
  ['GET', `${INSTANCE}/configs`, 'linodes:read_only', instances.listInstanceConfigs, 'list'],
  ['GET', `${INSTANCE}/nodebalancers`, 'linodes:read_only', listNodeBalancersOfInstance, 'list'],
  ['GET', `${INSTANCE}/firewalls`, 'linodes:read_only', firewalls.listFirewallsOfInstance, 'list'],
]

const NODEBALANCER_LINES: readonly Line[] = [
  ['GET', '/nodebalancers', 'nodebalancers:read_only', nodebalancers.listNodeBalancers, 'list'],
  ['POST', '/nodebalancers', 'nodebalancers:read_write', nodebalancers.createNodeBalancer],
  ['GET', '/nodebalancers/types', 'open', catalog.listNodeBalancerTypes, 'list'],
  ['GET', NB, 'nodebalancers:read_only', nodebalancers.getNodeBalancer],
  ['PUT', NB, 'nodebalancers:read_write', nodebalancers.updateNodeBalancer],
  ['DELETE', NB, 'nodebalancers:read_write', nodebalancers.deleteNodeBalancer],
  ['GET', `${NB}/firewalls`, 'nodebalancers:read_only', listFirewallsOfNodeBalancer, 'list'],
  ['GET', `${NB}/vpcs`, 'nodebalancers:read_only', nodebalancerVpcs.listNodeBalancerVpcs, 'list'],
  ['GET', `${NB}/vpcs/{id}`, 'nodebalancers:read_only', nodebalancerVpcs.getNodeBalancerVpc],
  ['GET', `${NB}/configs`, 'nodebalancers:read_only', configs.listConfigs, 'list'],
  ['POST', `${NB}/configs`, 'nodebalancers:read_write', configs.createConfig],
  ['GET', CONFIG, 'nodebalancers:read_only', configs.getConfig],
  ['PUT', CONFIG, 'nodebalancers:read_write', configs.updateConfig],
  ['DELETE', CONFIG, 'nodebalancers:read_write', configs.deleteConfig],
  ['POST', `${CONFIG}/rebuild`, 'nodebalancers:read_write', configs.rebuildConfig],
  ['GET', `${CONFIG}/nodes`, 'nodebalancers:read_only', backends.listBackends, 'list'],
  ['POST', `${CONFIG}/nodes`, 'nodebalancers:read_write', backends.createBackend],
  // The document wants read_write to read one node.
  ['GET', NODE, 'nodebalancers:read_write', backends.getBackend],
  ['PUT', NODE, 'nodebalancers:read_write', backends.updateBackend],
  ['DELETE', NODE, 'nodebalancers:read_write', backends.deleteBackend],
]

const CATALOG_LINES: readonly Line[] = [
  ['GET', '/linode/types', 'open', catalog.listTypes, 'list'],
  ['GET', '/linode/types/{typeId}', 'open', catalog.getType],
  ['GET', '/regions', 'open', catalog.listRegions, 'list'],
  ['GET', '/regions/availability', 'open', catalog.listAvailability, 'list'],
  ['GET', '/regions/{regionId}/availability', 'open', catalog.regionAvailability],
  ['GET', '/regions/{regionId}', 'open', catalog.getRegion],
  ['GET', '/images', 'images:read_only', catalog.listImages, 'images'],
  ['GET', '/images/{imageId}', 'images:read_only', catalog.getImage],
  ['GET', '/images/{vendor}/{name}', 'images:read_only', catalog.getImage],
  ['GET', '/linode/stackscripts/{stackscriptId}', 'stackscripts:read_only', account.getStackscript],
]

const ACCOUNT_LINES: readonly Line[] = [
  ['GET', '/account', 'account:read_only', account.getAccount],
  ['GET', '/account/settings', 'account:read_only', account.getSettings],
  ['PUT', '/account/settings', 'account:read_write', account.updateSettings],
  ['GET', '/account/maintenance', 'account:read_only', account.listMaintenance, 'list'],
  ['GET', '/account/events', 'events:read_only', events.listEvents, 'list'],
  ['GET', '/account/events/{eventId}', 'events:read_only', events.getEvent],
  ['POST', '/account/events/{eventId}/seen', 'events:read_only', events.seeEvents],
  ['GET', '/account/users', 'account:read_only', users.listUsers, 'list'],
  ['GET', '/profile', 'account:read_only', account.getProfile],
  ['GET', '/profile/grants', '*', account.getGrants],
  ['GET', '/profile/tokens', 'account:read_only', account.listTokens, 'list'],
  ['GET', '/profile/tokens/{tokenId}', 'account:read_only', account.getToken],
  ['GET', '/tags', 'account:read_only', tags.listTags, 'list'],
  ['POST', '/tags', 'account:read_write', tags.createTag],
  ['GET', '/tags/{tagLabel}', 'account:read_only', tags.listTagged(VIEWS), 'list'],
  ['DELETE', '/tags/{tagLabel}', 'account:read_write', tags.deleteTag],
  ['GET', '/networking/ips', 'ips:read_only', networking.listAddresses, 'list'],
  ['GET', '/networking/ipv6/ranges', 'ips:read_only', networking.listIpv6Ranges, 'list'],
  ['GET', '/networking/firewalls', 'firewall:read_only', firewalls.listFirewalls, 'list'],
  ['GET', '/networking/firewalls/{firewallId}', 'firewall:read_only', firewalls.getFirewall],
  ['GET', '/vpcs', 'vpc:read_only', vpcs.listVpcs, 'list'],
  ['GET', '/vpcs/{vpcId}', 'vpc:read_only', vpcs.getVpc],
  ['GET', '/vpcs/{vpcId}/subnets/{vpcSubnetId}', 'vpc:read_only', vpcs.getSubnet],
  ['GET', '/vpcs/ips', 'ips:read_only', vpcs.listVpcAddresses, 'list'],
  ['GET', '/locks', 'account:read_only', locks.listLocks, 'list'],
  ['POST', '/locks', 'account:read_write', locks.createLock],
  ['DELETE', '/locks/{lockId}', 'account:read_write', locks.deleteLock],
]

function routeOf([method, pattern, scope, endpoint, rate = 'other']: Line): Route {
  const open = scope === 'open'
  return { method, pattern, scope: open ? '*' : scope, open, rate, endpoint }
}

/** Every operation the sandbox has. */
export const routes: readonly Route[] = [
  ...INSTANCE_LINES,
  ...NODEBALANCER_LINES,
  ...CATALOG_LINES,
  ...ACCOUNT_LINES,
].map(routeOf)
