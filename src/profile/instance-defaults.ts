/** What a linode-cli config says where the profile is silent. */
export interface InstanceDefaults {
  readonly region?: string
  readonly type?: string
  readonly image?: string
  readonly authorized_users?: readonly string[]
}
