import type { Simulated } from '../simulate/simulate.ts'

/** What is drawn of a run. */
type Drawn = Pick<Simulated, 'name' | 'moments'>

const WIDTH = 860
const HEIGHT = 220
const LEFT = 44
const BOTTOM = 24
const STYLE = `text{font:12px system-ui,sans-serif;fill:#555}.axis{stroke:#bbb}.work{fill:#7ac;fill-opacity:.45}.serving{fill:none;stroke:#285;stroke-width:1.5}.lost{fill:#c22;fill-opacity:.6}
@media(prefers-color-scheme:dark){text{fill:#bbb}.axis{stroke:#555}.serving{stroke:#6d9}}`

/** Demand and capacity of every run, one panel below the other, as an SVG. */
export function simulationSvg(runs: readonly Drawn[]): string {
  const height = runs.length * HEIGHT
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="work and members in service over time">
<style>${STYLE}</style>
${runs.map((run, i) => panel(run, i * HEIGHT)).join('\n')}
</svg>
`
}

function panel({ name, moments }: Drawn, top: number): string {
  const most = moments.reduce((m, { work, serving }) => Math.max(m, work, serving), 1)
  const [from, to] = [moments[0]?.at ?? 0, moments.at(-1)?.at ?? 1]
  const x = (at: number): number => tenth(LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - 10))
  const y = (value: number): number => tenth(top + HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - 24))
  const base = y(0)
  const work = moments.map((m) => `${x(m.at)},${y(m.work)}`)
  const lost = moments.flatMap((m) =>
    m.work > m.serving ? [`M${x(m.at)},${y(m.work)}V${y(m.serving)}`] : [],
  )
  const steps = moments.map((m, i) =>
    i === 0 ? `M${x(m.at)},${y(m.serving)}` : `H${x(m.at)}V${y(m.serving)}`,
  )
  return `<text x="${LEFT}" y="${top + 14}">${escaped(name)}: work (area) and members in service (line)</text>
<line class="axis" x1="${LEFT}" x2="${WIDTH - 10}" y1="${base}" y2="${base}"/>
<text x="${LEFT - 6}" y="${y(most) + 4}" text-anchor="end">${Math.ceil(most)}</text><text x="${LEFT - 6}" y="${base + 4}" text-anchor="end">0</text>
<polygon class="work" points="${LEFT},${base} ${work.join(' ')} ${x(to)},${base}"/>
<path stroke="#c22" fill="none" d="${lost.join('')}"/>
<path class="serving" d="${steps.join('')}"/>`
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (c) => ENTITIES[c] ?? c)
}
