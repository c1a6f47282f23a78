/** A backend node's address, as the API writes it: `192.168.130.5:80`, or `[2001:db8::7]:80` for IPv6. */
export function backendAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
