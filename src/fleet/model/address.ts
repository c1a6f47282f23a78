/** A backend node's address, as the API writes it: `192.168.130.5:80`, or `[2001:db8::7]:80` for IPv6. */
export function backendAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** An address in its one canonical spelling, so that two of them can be compared: IPv6 has many (RFC 5952). */
export function canonicalAddress(address: string): string {
  const [, host, port] = /^\[([^\]]+)\](:\d+)$/.exec(address) ?? []
  return host === undefined ? address : `[${canonicalHost(host)}]${port}`
}

/** An IPv6 host in its canonical spelling, without a prefix length; anything else as it is. */
export function canonicalHost(host: string): string {
  const bare = host.replace(/\/\d+$/, '')
  return bare.includes(':') ? (ipv6Of(bare) ?? bare) : bare
}

function ipv6Of(host: string): string | null {
  try {
    return new URL(`http://[${host}]/`).hostname.slice(1, -1)
  } catch {
    return null
  }
}

/** The host of a backend node's address: `192.168.130.5` of `192.168.130.5:80`, `2001:db8::7` of `[2001:db8::7]:80`. */
export function hostOf(address: string): string {
  const [, ipv6] = /^\[([^\]]+)\]/.exec(address) ?? []
  return ipv6 ?? address.slice(0, address.lastIndexOf(':'))
}

/** Whether a host is an IPv6 address. */
export function isIpv6(host: string): boolean {
  return host.includes(':')
}

/** Whether a host is one of the private IPv4 addresses that Linode gives, 192.168.128.0/17. */
export function isPrivateHost(host: string): boolean {
  return host.startsWith('192.168.') && Number(host.split('.')[2]) >= 128
}
