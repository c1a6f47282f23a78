/** Why a text is no URL of a server that can be asked; null when it is one. */
export function whyNoUrl(text: string): string | null {
  if (!/^https?:\/\/\S+$/.test(text)) return 'write a URL, such as http://127.0.0.1:9090'
  if (!URL.canParse(text)) return 'is no URL: its host or its port cannot be (ports go from 1 to 65535)'
  const { port, pathname, search, hash, hostname } = new URL(text)
  if (/\.\.|^\./.test(hostname)) return 'is no URL: its host has an empty part'
  if (port === '0') return 'is no URL of a server: nobody answers at port 0'
  if (search !== '' || hash !== '') return 'ends at the path: take off what begins with ? or #'
  if (/\/graph\/?$|\/api\/v1(?:\/|$)/.test(pathname))
    return 'goes on below the server itself: take off /graph, or what begins with /api/v1'
  return pathname.includes('//') ? 'has // in its path' : null
}
