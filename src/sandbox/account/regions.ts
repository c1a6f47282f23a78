import type { Region } from '../state/catalog-rows.ts'

const EVERYWHERE =
  'Linodes|Block Storage Encryption|Disk Encryption|Backups|NodeBalancers|Block Storage|Kubernetes|Cloud Firewall|Vlans|' +
  'Managed Databases|Metadata|Placement Group|StackScripts|Maintenance Policy|Linode Interfaces'
/** Only the newer regions (marked with `+`) have these. */
const NEWER = 'Kubernetes Enterprise|VPCs|VPC Dual Stack|VPC IPv6 Stack|Premium Plans'

const REGIONS = `
+gb-lon gb London 2, UK
+se-sto se Stockholm, SE
+es-mad es Madrid, ES
+in-maa in Chennai, IN
+jp-osa jp Osaka, JP
+it-mil it Milan, IT
+us-mia us Miami, FL
+id-cgk id Jakarta, ID
+us-lax us Los Angeles, CA
+nl-ams nl Amsterdam, NL
+au-mel au Melbourne, AU
+in-bom-2 in Mumbai 2, IN
+de-fra-2 de Frankfurt 2, DE
+sg-sin-2 sg Singapore 2, SG
+jp-tyo-3 jp Tokyo 3, JP
+us-iad-2 us Washington 2, DC
+fr-par-2 fr Paris 2, FR
+br-gru br Sao Paulo, BR
+us-sea us Seattle, WA
+fr-par fr Paris, FR
+us-ord us Chicago, IL
+us-iad us Washington, DC
-ap-southeast au Sydney, AU
-ca-central ca Toronto, CA
-ap-west in Mumbai, IN
-us-central us Dallas, TX
-ap-northeast jp Tokyo 2, JP
-eu-central de Frankfurt, DE
-ap-south sg Singapore, SG
-eu-west gb London, UK
-us-east us Newark, NJ
-us-southeast us Atlanta, GA
-us-west us Fremont, CA
`

function regionOf(id: string, country: string, label: string, newer: boolean): Region {
  return {
    id,
    label,
    country,
    capabilities: (newer ? `${EVERYWHERE}|${NEWER}` : EVERYWHERE).split('|'),
    monitors: {
      alerts: ['Managed Databases', 'NodeBalancers'],
      metrics: ['Managed Databases', 'NodeBalancers'],
    },
    status: 'ok',
    resolvers: { ipv4: '192.0.2.53,192.0.2.54', ipv6: '2001:db8::53,2001:db8::54' },
    placement_group_limits: {
      maximum_pgs_per_customer: null,
      maximum_linodes_per_pg: 5,
      maximum_linodes_per_flexible_pg: 5,
    },
    site_type: 'core',
  }
}

function lineToRegion(line: string): Region {
  const [id = '', country = '', ...label] = line.slice(1).split(' ')
  return regionOf(id, country, label.join(' '), line.startsWith('+'))
}

/** The regions a new sandbox offers. */
export function regions(): readonly Region[] {
  return REGIONS.trim().split('\n').map(lineToRegion)
}

/** A region for an id the sandbox does not know, able to do everything. */
export function plausibleRegion(id: string): Region {
  return regionOf(id, id.slice(0, 2), id, true)
}
