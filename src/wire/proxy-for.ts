import { BlockList, isIP } from 'node:net'
import { UsageError } from '../errors.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A proxy that the environment names. */
export interface Proxy {
  /** With the user and the password, where it names them. */
  readonly url: URL
  /** Which variable names it: `$HTTPS_PROXY`. */
  readonly source: string
}

/**
 * The proxy through which a URL is asked, as curl reads the environment; null when it is asked directly, and always for this very machine.
 * Throws a UsageError for a proxy that cannot be one.
 */
export function proxyFor(target: URL, env: Env): Proxy | null {
  if (isLoopback(target.hostname) || isExempt(target, env['no_proxy'] || env['NO_PROXY'] || '')) return null
  const name = namesFor(target, env).find((each) => (env[each] ?? '') !== '')
  return name === undefined ? null : proxyOf(`$${name}`, env[name] ?? '', target.hostname)
}

/** A web server's CGI puts the header `Proxy` of a request into HTTP_PROXY: there only the lower-case name counts (httpoxy.org). */
function namesFor({ protocol }: URL, env: Env): readonly string[] {
  if (protocol === 'https:') return ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
  return [
    'http_proxy',
    ...(env['REQUEST_METHOD'] === undefined ? ['HTTP_PROXY'] : []),
    'all_proxy',
    'ALL_PROXY',
  ]
}

/** The text itself is never told: a password may stand in it. */
function proxyOf(source: string, text: string, host: string): Proxy {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(whole) || new URL(whole).hostname === '')
    throw new UsageError(`${source} is not the URL of a proxy; write one such as http://proxy.example:3128`)
  const url = new URL(whole)
  if (url.protocol === 'http:' || url.protocol === 'https:') return { url, source }
  throw new UsageError(
    `${source}: ${url.protocol}// is no proxy that linode-autoscale can speak to; name one with http:// or https://, or put ${host} into NO_PROXY`,
  )
}

function isLoopback(hostname: string): boolean {
  return (
    /(^|\.)localhost\.?$/.test(hostname) ||
    /^(127(\.\d{1,3}){3}|0\.0\.0\.0)$/.test(hostname) ||
    /^\[::(1|ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})?\]$/.test(hostname)
  )
}

function isExempt(target: URL, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || covers(entry.toLowerCase(), target))
}

/** A name covers what is below it, with a dot in front or without; an address or a range covers addresses. */
function covers(entry: string, target: URL): boolean {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [null, entry]
  if (port !== undefined && port !== portOf(target)) return false
  const hostname = bare(target.hostname)
  const wanted = bare(host)
  if (isIP(wanted.replace(/\/\d+$/, '')) > 0)
    return isIP(hostname) > 0 && rangeOf(wanted).check(hostname, familyOf(hostname))
  const domain = wanted.replace(/^\*?\./, '')
  return domain !== '' && (hostname === domain || (isIP(hostname) === 0 && hostname.endsWith(`.${domain}`)))
}

function rangeOf(entry: string): BlockList {
  const [address = '', bits] = entry.split('/')
  const list = new BlockList()
  const most = isIP(address) === 6 ? 128 : 32
  // A range that is none covers nothing.
  if (bits === undefined) list.addAddress(address, familyOf(address))
  else if (Number(bits) <= most) list.addSubnet(address, Number(bits), familyOf(address))
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

function portOf({ port, protocol }: URL): string {
  return port !== '' ? port : protocol === 'https:' ? '443' : '80'
}
