import type { Host } from '../chain-context.ts'
import { at, booleanOf, has, labelsOf, listOf, textOf, textsOf, type Located } from '../located.ts'
import { startedBy, type Started } from './started.ts'

/** executor.yml, with what prometheus-am-executor 2.0.2 takes for what is left out. */
export interface ExecutorFile {
  readonly root: Located
  readonly listen: { readonly line: number; readonly address: string }
  readonly isEncrypted: boolean
  readonly commands: readonly Command[]
}

/** One command, and what it starts. */
export interface Command {
  readonly node: Located
  readonly line: number
  readonly cmd: { readonly line: number; readonly text: string }
  readonly args: readonly string[]
  readonly match: ReadonlyMap<string, string>
  readonly matchLine: number
  readonly isFailureTold: boolean
  readonly max: number
  readonly isResolveIgnored: boolean
  readonly signal: { readonly line: number; readonly name: string }
  readonly started: Started
}

/** A command that starts linode-autoscale. */
export type OurCommand = Command & { readonly started: { readonly kind: 'ours' } }

/** Whether a command starts linode-autoscale. */
export function isOurs(command: Command): command is OurCommand {
  return command.started.kind === 'ours'
}

/** What an executor.yml says. */
export function readExecutorFile(root: Located, host: Host): ExecutorFile {
  const listen = at(root, 'listen_address')
  return {
    root,
    listen: { line: listen.line, address: textOf(listen) ?? ':8080' },
    isEncrypted: has(root, 'tls_key') && has(root, 'tls_crt'),
    commands: listOf(at(root, 'commands')).map((node) => readCommand(node, host)),
  }
}

function readCommand(node: Located, host: Host): Command {
  const cmd = at(node, 'cmd')
  const args = textsOf(at(node, 'args'))
  const signal = at(node, 'resolved_signal')
  const max = Number(textOf(at(node, 'max')) ?? 0)
  const text = textOf(cmd) ?? ''
  return {
    node,
    line: node.line,
    cmd: { line: cmd.line, text },
    args,
    match: labelsOf(at(node, 'match_labels')),
    matchLine: at(node, 'match_labels').line,
    isFailureTold: booleanOf(at(node, 'notify_on_failure'), true),
    max: Number.isInteger(max) ? max : 0,
    isResolveIgnored: booleanOf(at(node, 'ignore_resolved'), false),
    signal: { line: signal.line, name: textOf(signal)?.toUpperCase() ?? 'SIGKILL' },
    started: startedBy([text, ...args], host),
  }
}
