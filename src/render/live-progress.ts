import type { Progress } from '../fleet/report/outcome.ts'
import { doing } from './describe-step.ts'
import { cutAtWord } from '../fit.ts'
import type { Paint } from './paint.ts'
import { progressLine } from './progress-line.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

interface Row {
  readonly since: number
  text: string
  mark: 'busy' | 'done' | 'failed' | 'skipped'
  /** When the row stopped counting. */
  ended: number | null
}

/** What a terminal shows while a plan is carried out: one line a member, with the time since it began. */
export class LiveProgress {
  readonly #rows = new Map<string, Row>()

  /** Takes one piece of news; `at` in milliseconds on a monotonic clock. */
  take(news: Progress, at: number): void {
    const row = this.#rows.get(news.member) ?? { since: at, text: '', mark: 'busy', ended: null }
    this.#rows.set(news.member, row)
    if (row.mark === 'failed') return
    if (news.status === 'started' || news.status === 'waiting') {
      row.mark = 'busy'
      row.text = oneLine(busyText(news))
      row.ended = null
      return
    }
    row.mark = news.status
    row.text = oneLine(progressLine(news).slice(news.member.length + 2))
    row.ended = at
  }

  /** The picture at one moment, cut to `columns`, and never with more lines than `rows`: who is still busy or has failed comes first then. */
  lines(
    at: number,
    { columns: width, rows: room }: { readonly columns: number; readonly rows: number },
    paint: Paint,
  ): readonly string[] {
    const all = [...this.#rows]
    const label = Math.max(0, ...all.map(([member]) => member.length))
    const shown = all.length <= room ? all : mostTelling(all, Math.max(0, room - 1))
    const more = all.length === shown.length ? [] : [restText(all, shown)]
    const lines = shown.map(([member, row]) => {
      const mark = {
        busy: paint.cyan(frame(at)),
        done: paint.green('✓'),
        failed: paint.red('✗'),
        skipped: '-',
      }
      const time = elapsed((row.ended ?? at) - row.since)
      return `${mark[row.mark]} ${paint.bold(member.padEnd(label))} ${time} ${cutAtWord(row.text, Math.max(10, width - label - 10))}`
    })
    return [...lines, ...more.map((line) => paint.dim(cutAtWord(line, width - 1)))]
  }
}

type Member = readonly [label: string, row: Row]

/** Those with a row of their own where there is no room for all, in their own order. */
function mostTelling(all: readonly Member[], room: number): readonly Member[] {
  const order: Readonly<Record<Row['mark'], number>> = { failed: 0, busy: 1, skipped: 2, done: 3 }
  const kept = new Set([...all].sort(([, a], [, b]) => order[a.mark] - order[b.mark]).slice(0, room))
  return all.filter((member) => kept.has(member))
}

/** `and 12 more: 3 busy, 9 done`. */
function restText(all: readonly Member[], shown: readonly Member[]): string {
  const kept = new Set(shown)
  const rest = all.filter((member) => !kept.has(member))
  const counts = (['failed', 'busy', 'skipped', 'done'] as const).flatMap((mark) => {
    const n = rest.filter(([, row]) => row.mark === mark).length
    return n === 0 ? [] : [`${n} ${mark}`]
  })
  return `  and ${rest.length} more: ${counts.join(', ')}`
}

function busyText(news: Progress): string {
  return news.detail === null ? doing(news.step) : `${doing(news.step)}: ${news.detail}`
}

/** A line end that the API has put into a reason would move every row below it. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

function frame(at: number): string {
  return FRAMES[Math.floor(at / 100) % FRAMES.length] ?? ''
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}
