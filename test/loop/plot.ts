import { type Happening, type Moment, QUIET, type Thresholds } from './moment.ts'

const WIDTH = 860
const LEFT = 64
const RIGHT = 20
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #555 }
  .axis { stroke: #bbb; stroke-width: 1 }
  .mark { stroke: #999; stroke-dasharray: 2 3 }
  .threshold { stroke: #c60; stroke-dasharray: 6 4 }
  .rate { fill: none; stroke: #888; stroke-width: 1.5 }
  .load { fill: none; stroke: #06c; stroke-width: 2 }
  .members { fill: #7c9; fill-opacity: .35; stroke: none }
  .serving { fill: none; stroke: #285; stroke-width: 2 }
  .failed { fill: none; stroke: #c22; stroke-width: 2 }
  @media (prefers-color-scheme: dark) { text { fill: #bbb } .axis { stroke: #555 } .load { stroke: #6af } .serving { stroke: #6d9 } }`

interface Panel {
  readonly top: number
  readonly height: number
  /** The value at its upper edge. */
  readonly max: number
  readonly title: string
}

interface Scale {
  readonly x: (seconds: number) => number
  readonly y: (value: number) => number
}

function scaleOf({ top, height, max }: Panel, seconds: number): Scale {
  const inner = WIDTH - LEFT - RIGHT
  return {
    x: (at) => Math.round((LEFT + (at / seconds) * inner) * 10) / 10,
    y: (value) => Math.round((top + height - (Math.min(value, max) / max) * height) * 10) / 10,
  }
}

type Value = (moment: Moment) => number | null

function points(moments: readonly Moment[], { x, y }: Scale, value: Value): readonly string[] {
  return moments.flatMap((moment) => {
    const at = value(moment)
    return at === null ? [] : [`${x(moment.at)},${y(at)}`]
  })
}

function line(moments: readonly Moment[], scale: Scale, name: string, value: Value): string {
  return `<polyline class="${name}" points="${points(moments, scale, value).join(' ')}"/>`
}

function area(moments: readonly Moment[], scale: Scale, name: string, value: Value): string {
  const ends = [moments.at(-1)?.at ?? 0, moments[0]?.at ?? 0].map((at) => `${scale.x(at)},${scale.y(0)}`)
  return `<polygon class="${name}" points="${[...points(moments, scale, value), ...ends].join(' ')}"/>`
}

function frame({ top, height, max, title }: Panel, scale: Scale, unit: (value: number) => string): string {
  const label = (value: number): string =>
    `<text x="${LEFT - 8}" y="${scale.y(value) + 4}" text-anchor="end">${unit(value)}</text>`
  return [
    `<text x="${LEFT}" y="${top - 8}">${title}</text>`,
    `<line class="axis" x1="${LEFT}" y1="${top + height}" x2="${WIDTH - RIGHT}" y2="${top + height}"/>`,
    label(0),
    label(max),
  ].join('\n')
}

function level(scale: Scale, value: number, text: string): string {
  const y = scale.y(value)
  return `<line class="threshold" x1="${LEFT}" y1="${y}" x2="${WIDTH - RIGHT}" y2="${y}"/><text x="${WIDTH - RIGHT}" y="${y - 4}" text-anchor="end">${text}</text>`
}

function marks(happenings: readonly Happening[], scale: Scale, bottom: number): string {
  return happenings
    .filter(({ who, what }) => who === 'alert' && what !== QUIET)
    .map(({ at, what }) => {
      const x = scale.x(at)
      return `<line class="mark" x1="${x}" y1="22" x2="${x}" y2="${bottom}"/><text x="${x + 4}" y="30">${what} fires</text>`
    })
    .join('\n')
}

function most(moments: readonly Moment[], value: (moment: Moment) => number): number {
  return Math.max(1, ...moments.map(value))
}

/** The loop as a picture: load with its thresholds, members, failed requests, over seconds. */
export function plot(
  moments: readonly Moment[],
  happenings: readonly Happening[],
  { high, low }: Thresholds,
): string {
  const seconds = moments.at(-1)?.at ?? 1
  const rate = most(moments, (moment) => moment.rate)
  const load = {
    top: 60,
    height: 130,
    max: 1,
    title: `load of the fleet (blue) and requests, up to ${rate} a second (grey)`,
  }
  const size = {
    top: 230,
    height: 80,
    max: most(moments, ({ members }) => members),
    title: 'members (area) and members in service (line)',
  }
  const failed = {
    top: 350,
    height: 40,
    max: most(moments, (moment) => moment.failed),
    title: `failed requests: ${moments.at(-1)?.failed ?? 0}`,
  }
  const [a, b, c] = [scaleOf(load, seconds), scaleOf(size, seconds), scaleOf(failed, seconds)]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 420" role="img" aria-label="load, members and failed requests over ${Math.round(seconds)} seconds">`,
    `<style>${STYLE}\n</style>`,
    marks(happenings, a, 390),
    frame(load, a, (value) => `${value * 100}%`),
    level(a, high, 'high'),
    level(a, low, 'low'),
    line(moments, a, 'rate', (moment) => moment.rate / rate),
    line(moments, a, 'load', (moment) => moment.load),
    frame(size, b, String),
    area(moments, b, 'members', (moment) => moment.members),
    line(moments, b, 'serving', (moment) => moment.serving),
    frame(failed, c, String),
    line(moments, c, 'failed', (moment) => moment.failed),
    `<text x="${WIDTH - RIGHT}" y="412" text-anchor="end">${Math.round(seconds)} s</text>`,
    '</svg>',
    '',
  ].join('\n')
}
