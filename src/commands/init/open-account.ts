import type { Account } from '../../account/account.ts'
import type { Io } from '../../io.ts'
import { apiBase } from '../../profile/api-base.ts'
import { findToken } from '../../profile/find-token.ts'
import { readLinodeCliConfig } from '../../profile/linode-cli-config.ts'
import { wayToApi } from '../../opening/way-to-api.ts'
import { logLine } from '../../telling/tell-progress.ts'

/** The account of the token there is, without a profile. Rejects with a UsageError without one. */
export async function openAccount({ verbose }: { readonly verbose: boolean }, io: Io): Promise<Account> {
  const cli = readLinodeCliConfig(io.env, io.files)
  const { token } = findToken({ env: io.env, files: io.files, tokenFile: null, cli })
  const base = apiBase(io.env, cli)
  const told = verbose ? { onRequest: (line: string): void => logLine(io, line) } : {}
  return await io.account({
    baseUrl: base.url,
    everythingBeta: base.version?.name === 'v4beta',
    token,
    way: await wayToApi(io, base.url),
    patience: io.patience,
    ...told,
  })
}
