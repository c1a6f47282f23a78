import type { HostAnswer } from '../model/fleet.ts'

/** Why it proves nothing that the token's user sees no instance somewhere, in words; null for one who sees every Linode. Not to know is not to see. */
export function whyUnseen(sees: HostAnswer['sees']): string | null {
  if (sees === 'all') return null
  return sees === 'some'
    ? 'the token is of a restricted user, who does not see every Linode'
    : 'the API does not say whether the token’s user sees every Linode'
}
