import { checkChain } from '../../../src/check/chain/check-chain.ts'
import type { ChainFile } from '../../../src/check/chain/chain-file.ts'
import { parseProfile } from '../../../src/profile/parse-profile.ts'
import { WEB } from '../../support/world.ts'

/** A profile with a cooldown of 5m out and 15m in, and a drain of 60s. */
const { policy, instance } = parseProfile(WEB, { path: 'web.yaml' })

type Texts = Partial<Record<ChainFile['name'], string>>

/** What is found in files of the chain: `<verdict> <file>:<line>: <what>`. */
export function judged(texts: Texts, host: Readonly<Record<string, string>> = {}): readonly string[] {
  const files = Object.entries(texts).map(([name, text]) => ({ name, path: name, text }) as ChainFile)
  const items = checkChain(files, {
    policy,
    tags: instance.tags,
    highFor: null,
    host: {
      exists: (path) => Object.keys(host).length === 0 || path in host,
      script: (path) => host[path] ?? null,
    },
  })
  return items.filter(({ verdict }) => verdict !== 'ok').map(({ verdict, detail }) => `${verdict} ${detail}`)
}
