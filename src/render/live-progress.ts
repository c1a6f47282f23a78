import type { Progress } from '../fleet/report/outcome.ts'
import { doing } from './describe-step.ts'
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

  /** The picture at one moment, cut to `width` columns. */
  lines(at: number, width: number, paint: Paint): readonly string[] {
    const label = Math.max(0, ...[...this.#rows.keys()].map((l) => l.length))
    return [...this.#rows].map(([member, row]) => {
      const mark = {
        busy: paint.cyan(frame(at)),
        done: paint.green('✓'),
        failed: paint.red('✗'),
        skipped: '-',
      }
      const time = elapsed((row.ended ?? at) - row.since)
      return `${mark[row.mark]} ${paint.bold(member.padEnd(label))} ${time} ${row.text.slice(0, Math.max(10, width - label - 10))}`
    })
  }
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
