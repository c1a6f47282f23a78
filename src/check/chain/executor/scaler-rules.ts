import { wrong, type Finding } from '../finding.ts'
import { at } from '../located.ts'
import type { Command } from './executor-file.ts'

/** What is wrong with how a command that scales is started and ended, whoever's it is. */
export const SCALER_RULES: readonly ((command: Command) => readonly Finding[])[] = [
  function failureTold({ isFailureTold, node }) {
    return isFailureTold
      ? [
          wrong(
            at(node, 'notify_on_failure').line,
            'notify_on_failure is true unless it is set: a run that fails is started again within seconds, endlessly, and the executor can die of it',
            'notify_on_failure: false',
          ),
        ]
      : []
  },
  function parallel({ max, node }) {
    return max === 1
      ? []
      : [
          wrong(
            at(node, 'max').line,
            max <= 0
              ? 'max is not set: every alert that is sent again, as Alertmanager does when a run takes longer than its patience, starts a run beside the first'
              : `max: ${max}: so many runs of one alert go on beside each other`,
            'max: 1',
          ),
        ]
  },
  function resolved({ isResolveIgnored, signal, started }) {
    if (isResolveIgnored) return []
    if (started.kind === 'ours' && started.shell !== null)
      return [
        wrong(
          signal.line,
          `${signal.name} reaches ${started.shell} and not the run inside when the alert resolves: the run goes on, and the next one starts beside it`,
          'ignore_resolved: true',
        ),
      ]
    return /KILL|USR1|^9$|^10$/.test(signal.name)
      ? [
          wrong(
            signal.line,
            `a run gets ${signal.name} when its alert resolves${signal.name === 'SIGKILL' ? ', which is what it is unless it is set' : ''}: it is stopped in the middle of a change, and the executor dies of a resolve that comes while it starts one`,
            'ignore_resolved: true',
          ),
        ]
      : []
  },
]
