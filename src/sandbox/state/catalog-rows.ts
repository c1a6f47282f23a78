/** An image as `/images` shows it. Sizes in MB. */
export interface Image {
  readonly id: string
  readonly label: string
  readonly description: string
  readonly created: string
  readonly updated: string
  readonly size: number
  readonly created_by: string
  readonly type: 'manual' | 'automatic'
  readonly tags: readonly string[]
  readonly is_public: boolean
  readonly deprecated: boolean
  readonly vendor: string | null
  readonly expiry: string | null
  readonly eol: string | null
  readonly status: 'creating' | 'pending_upload' | 'available'
  readonly capabilities: readonly string[]
  readonly regions: readonly { readonly region: string; readonly status: string }[]
  readonly total_size: number
}

/** Prices of one thing, in US dollars. */
export interface Price {
  readonly hourly: number
  readonly monthly: number
}

/** A plan as `/linode/types` shows it. Memory and disk in MB, transfer in GB, network_out in Mbit/s. */
export interface LinodeType {
  readonly id: string
  readonly label: string
  readonly price: Price
  readonly region_prices: readonly (Price & { readonly id: string })[]
  readonly addons: {
    readonly backups: {
      readonly price: Price
      readonly region_prices: readonly (Price & { readonly id: string })[]
    }
  }
  readonly memory: number
  readonly disk: number
  readonly transfer: number
  readonly vcpus: number
  readonly gpus: number
  readonly network_out: number
  readonly class: string
  readonly successor: string | null
}

/** A region as `/regions` shows it. */
export interface Region {
  readonly id: string
  readonly label: string
  readonly country: string
  readonly capabilities: readonly string[]
  readonly monitors: { readonly alerts: readonly string[]; readonly metrics: readonly string[] }
  readonly status: 'ok' | 'outage'
  readonly resolvers: { readonly ipv4: string; readonly ipv6: string }
  readonly placement_group_limits: Readonly<Record<string, number | null>>
  readonly site_type: 'core' | 'distributed'
}

/** The public catalogue an account begins with. */
export interface Catalog {
  readonly types: readonly LinodeType[]
  readonly regions: readonly Region[]
  readonly images: readonly Image[]
}
