/** What was seen at one moment of a refresh. */
export interface RefreshMoment {
  /** Seconds since the beginning. */
  readonly at: number
  /** Answers a second of members that were there before, and of those in their place. */
  readonly former: number
  readonly fresh: number
  readonly members: number
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [860, 260, 44, 44, 28]
const STYLE = `text{font:12px system-ui,sans-serif;fill:#555}.axis{stroke:#bbb}.former{fill:#7ac;fill-opacity:.55}.fresh{fill:#6b8;fill-opacity:.6}.members{fill:none;stroke:#b52;stroke-width:1.5}
@media(prefers-color-scheme:dark){text{fill:#bbb}.axis{stroke:#555}.members{stroke:#e96}}`

/** A refresh under load, drawn: who answers, one area on the other, and how many members there are. */
export function refreshSvg(moments: readonly RefreshMoment[], title: string): string {
  const last = moments.at(-1)?.at ?? 1
  const most = Math.max(1, ...moments.map((m) => m.former + m.fresh))
  const many = Math.max(1, ...moments.map((m) => m.members))
  const x = (at: number): number => round(LEFT + (at / last) * (WIDTH - 2 * LEFT))
  const y = (share: number): number => round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP))
  const former = moments.map((m) => `${x(m.at)},${y(m.former / most)}`)
  const above = moments.map((m) => `${x(m.at)},${y((m.former + m.fresh) / most)}`)
  const steps = moments.map(
    (m, i) => `${i === 0 ? 'M' : `H${x(m.at)}V`}${i === 0 ? `${x(m.at)},` : ''}${y(m.members / many)}`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<style>${STYLE}</style>
<text x="${LEFT}" y="16">${title}</text>
<text x="${LEFT}" y="32">answers a second by former members (lower area) and by those in their place (upper area); members that exist (line)</text>
<line class="axis" x1="${LEFT}" x2="${WIDTH - LEFT}" y1="${y(0)}" y2="${y(0)}"/>
<text x="${LEFT - 6}" y="${y(1) + 4}" text-anchor="end">${Math.round(most)}</text><text x="${LEFT - 6}" y="${y(0) + 4}" text-anchor="end">0</text>
<text x="${WIDTH - LEFT + 6}" y="${y(1) + 4}">${many}</text><text x="${WIDTH - LEFT + 6}" y="${y(0) + 4}">0</text>
<text x="${LEFT}" y="${HEIGHT - 8}">0 s</text><text x="${WIDTH - LEFT}" y="${HEIGHT - 8}" text-anchor="end">${Math.round(last)} s</text>
<polygon class="former" points="${LEFT},${y(0)} ${former.join(' ')} ${x(last)},${y(0)}"/>
<polygon class="fresh" points="${above.join(' ')} ${former.toReversed().join(' ')}"/>
<path class="members" d="${steps.join('')}"/>
</svg>
`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
