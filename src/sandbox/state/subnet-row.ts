import type { AddressRange } from './addresses.ts'

/** One subnet of a VPC. */
export interface SubnetRow {
  readonly id: number
  readonly vpc: number
  readonly label: string
  readonly region: string
  /** `10.0.1.0/24` */
  readonly ipv4: string
  readonly created: number
  readonly addresses: AddressRange
}
