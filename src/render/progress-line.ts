import type { Progress } from '../fleet/report/outcome.ts'
import { beginning, doing } from './describe-step.ts'

/** One line for one piece of news: `web-3: attach done: 192.168.130.5:80 on config 67890 as backend node 17`. */
export function progressLine(news: Progress): string {
  const { member, step, status, detail } = news
  if (status === 'started') return `${member}: ${beginning(step)}`
  if (status === 'waiting') return `${member}: ${doing(step)}: ${detail ?? ''}`
  const what = step.step === 'wait' ? reached(step.until, status) : `${step.step} ${status}`
  return `${member}: ${what}${detail === null ? '' : `: ${detail}`}`
}

function reached(until: 'running' | 'in-service' | 'drained', status: string): string {
  if (status !== 'done') return `wait ${status}`
  return { running: 'runs', 'in-service': 'in service', drained: 'drained' }[until]
}
