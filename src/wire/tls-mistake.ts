/** What is wrong with a certificate or with TLS itself, in words, and what to do about it. */
export interface TlsMistake {
  readonly why: string
  readonly remedy: string
}

const TRUST =
  'when a proxy or a gateway of yours signs it, name the PEM file of its authority in NODE_EXTRA_CA_CERTS, or in LINODE_CA for this API alone'
const TIME = "look at this machine's clock first, then tell whoever runs that server"

/** OpenSSL's names for a chain that does not end at somebody who is trusted (Node's documentation of tls, "X509 certificate error codes"). */
const UNTRUSTED: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its chain ends at an authority that this machine does not know',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is not known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is not known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is not known',
  CERT_UNTRUSTED: 'it is not trusted for this',
  CERT_REJECTED: 'it is rejected',
  CERT_REVOKED: 'it was revoked',
  CERT_CHAIN_TOO_LONG: 'its chain is too long',
  INVALID_CA: 'its issuer is no authority',
  INVALID_PURPOSE: 'it is not meant for servers',
  PATH_LENGTH_EXCEEDED: 'its chain is too long',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'its signature cannot be read',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: "its issuer's key cannot be read",
  CRL_SIGNATURE_FAILURE: 'the list of revoked ones is forged',
  UNABLE_TO_GET_CRL: 'nobody knows whether it was revoked',
}

/** Names of errors that are of TLS whenever they come; others (a reset) are of TLS to nobody. */
const OF_TLS = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/

/** What an error says about TLS; null when it is not about TLS, or came in the middle of a connection that had stood. */
export function tlsMistake(code: string, host: string, connected: boolean): TlsMistake | null {
  const untrusted = UNTRUSTED[code]
  if (untrusted !== undefined)
    return { why: `the certificate of ${host} is not trusted: ${untrusted} (${code})`, remedy: TRUST }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return {
      why: `the certificate of ${host} ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'} (${code})`,
      remedy: TIME,
    }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return {
      why: `the certificate of ${host} is for another host (${code})`,
      remedy: 'look whether the URL names the right host, and whether something answers in its place',
    }
  if (!OF_TLS.test(code) || (connected && !code.includes('_ALERT_'))) return null
  return {
    why: `no TLS with ${host} (${code})`,
    remedy: 'look whether the URL names the right port, and whether what listens there speaks HTTPS',
  }
}
