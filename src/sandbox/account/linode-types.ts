import type { LinodeType } from '../state/catalog-rows.ts'

// id, label, $/h, $/h in id-cgk, $/h in br-gru, $/month, memory, disk, transfer, vcpus, network_out, $/month of backups
const PLANS = `
g6-nanode-1     Nanode_1GB       0.0075 0.009  0.0105   5   1024    25600  1000  1  1000  2
g6-standard-1   Linode_2GB       0.018  0.022  0.025   12   2048    51200  2000  1  2000  2.5
g6-standard-2   Linode_4GB       0.036  0.043  0.05    24   4096    81920  4000  2  4000  5
g6-standard-4   Linode_8GB       0.072  0.086  0.101   48   8192   163840  5000  4  5000  10
g6-standard-6   Linode_16GB      0.144  0.173  0.202   96  16384   327680  8000  6  6000  20
g6-standard-8   Linode_32GB      0.288  0.346  0.403  192  32768   655360 16000  8  7000  40
g6-standard-16  Linode_64GB      0.576  0.691  0.806  384  65536  1310720 20000 16  9000  80
g7-highmem-1    Linode_24GB      0.09   0.108  0.126   60  24576    20480  5000  2  5000  5
g7-highmem-2    Linode_48GB      0.18   0.216  0.252  120  49152    40960  6000  2  6000  10
g6-dedicated-2  Dedicated_4GB    0.054  0.065  0.076   36   4096    81920  4000  2  4000  5
g6-dedicated-4  Dedicated_8GB    0.108  0.13   0.151   72   8192   163840  5000  4  5000  10
g6-dedicated-8  Dedicated_16GB   0.216  0.259  0.302  144  16384   327680  6000  8  6000  20
g6-dedicated-16 Dedicated_32GB   0.432  0.518  0.605  288  32768   655360  7000 16  7000  40
g7-premium-2    Premium_4GB      0.0645 0.078  0.091   43   4096    81920  4000  2  4000  5
g7-premium-4    Premium_8GB      0.129  0.155  0.181   86   8192   163840  5000  4  5000  10
g7-premium-8    Premium_16GB     0.2595 0.311  0.363  173  16384   327680  6000  8  6000  20
g7-premium-16   Premium_32GB     0.519  0.622  0.726  346  32768   655360  7000 16  7000  40
`

/** Two regions cost more: a fifth more in Jakarta, two fifths more in Sao Paulo. */
const DEARER = [
  { id: 'id-cgk', factor: 1.2 },
  { id: 'br-gru', factor: 1.4 },
] as const

const cents = (dollars: number): number => Math.round(dollars * 100) / 100
const mills = (dollars: number): number => Math.round(dollars * 10_000) / 10_000

function classOf(id: string): string {
  const family = id.split('-')[1] ?? 'standard'
  return ['nanode', 'dedicated', 'premium', 'highmem', 'gpu', 'accelerated'].includes(family)
    ? family
    : 'standard'
}

function priceOfBackups(monthly: number): LinodeType['addons'] {
  const price = { hourly: mills(monthly / 660), monthly }
  const dearer = DEARER.map(({ id, factor }) => ({
    id,
    hourly: mills((monthly * factor) / 660),
    monthly: cents(monthly * factor),
  }))
  return { backups: { price, region_prices: dearer } }
}

function planOf(line: string): LinodeType {
  const [id = '', label = '', ...rest] = line.trim().split(/\s+/)
  const [hourly = 0, jakarta = 0, saoPaulo = 0, monthly = 0, memory = 0, disk = 0, ...last] = rest.map(Number)
  const [transfer = 0, vcpus = 0, network_out = 0, backups = 0] = last
  return {
    id,
    label: label.replace('_', ' '),
    price: { hourly, monthly },
    region_prices: DEARER.map(({ id: region, factor }, index) => ({
      id: region,
      hourly: index === 0 ? jakarta : saoPaulo,
      monthly: cents(monthly * factor),
    })),
    addons: priceOfBackups(backups),
    memory,
    disk,
    transfer,
    vcpus,
    gpus: 0,
    network_out,
    class: classOf(id),
    successor: null,
  }
}

/** The plans a new sandbox offers, with their real prices. */
export function linodeTypes(): readonly LinodeType[] {
  return PLANS.trim().split('\n').map(planOf)
}

/** A plausible plan for an id the sandbox does not know: as many cores as its last number says, priced by memory. */
export function plausibleType(id: string): LinodeType {
  const cores = Math.min(64, Math.max(1, Number(/(?<!\d)(\d+)$/.exec(id)?.[1] ?? 1)))
  const hourly = mills(0.018 * cores)
  const line = `${id} ${id} ${hourly} ${mills(hourly * 1.2)} ${mills(hourly * 1.4)} ${12 * cores}`
  return planOf(
    `${line} ${2048 * cores} ${40_960 * cores} ${2000 * cores} ${cores} ${2000 + 500 * cores} ${2.5 * cores}`,
  )
}
