import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** One command of an executor.yml, under prometheus-am-executor's own names. */
export interface ExecutorCommand {
  readonly cmd: string
  readonly args?: readonly string[]
  readonly match_labels?: Readonly<Record<string, string>>
  readonly notify_on_failure?: boolean
  readonly max?: number
  readonly ignore_resolved?: boolean
  readonly resolved_signal?: NodeJS.Signals
}

interface Alert {
  readonly status: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly generatorURL: string
  readonly fingerprint: string
}

interface Message {
  readonly receiver: string
  readonly status: string
  readonly externalURL: string
  readonly alerts: readonly Alert[]
  readonly groupLabels: Readonly<Record<string, string>>
  readonly commonLabels: Readonly<Record<string, string>>
  readonly commonAnnotations: Readonly<Record<string, string>>
}

type Environment = Readonly<Record<string, string>>

function prefixed(prefix: string, values: Environment): Environment {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value]))
}

function seconds(time: string): string {
  return String(Math.max(0, Math.floor(Date.parse(time) / 1000)) || 0)
}

function alertEnvironment(alert: Alert, index: number): Environment {
  const prefix = `AMX_ALERT_${index + 1}`
  return {
    [`${prefix}_STATUS`]: alert.status,
    [`${prefix}_START`]: seconds(alert.startsAt),
    [`${prefix}_END`]: alert.status === 'firing' ? '0' : seconds(alert.endsAt),
    [`${prefix}_URL`]: alert.generatorURL,
    [`${prefix}_FINGERPRINT`]: alert.fingerprint,
    ...prefixed(`${prefix}_LABEL`, alert.labels),
    ...prefixed(`${prefix}_ANNOTATION`, alert.annotations),
  }
}

/** The variables a command is given for a message. */
export function amxEnvironment(message: Message): Environment {
  return {
    AMX_RECEIVER: message.receiver,
    AMX_STATUS: message.status,
    AMX_EXTERNAL_URL: message.externalURL,
    AMX_ALERT_LEN: String(message.alerts.length),
    ...prefixed('AMX_LABEL', message.commonLabels),
    ...prefixed('AMX_GLABEL', message.groupLabels),
    ...prefixed('AMX_ANNOTATION', message.commonAnnotations),
    ...Object.assign({}, ...message.alerts.map(alertEnvironment)),
  }
}

async function bodyOf(request: IncomingMessage): Promise<Message> {
  const parts: Buffer[] = []
  for await (const part of request) if (part instanceof Buffer) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString('utf8'))
}

function matches(labels: Environment, wanted: Environment = {}): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value)
}

/**
 * A stand-in for prometheus-am-executor 2.0.2 that keeps its contract: commands run on `firing` only, without a shell, with the executor's
 * environment and the AMX variables; the reply waits for them; `max` counts by the fingerprint of the first matching alert; a resolved
 * message signals what runs.
 */
export class AmExecutor implements AsyncDisposable {
  readonly #commands: readonly ExecutorCommand[]
  readonly #environment: Environment
  readonly #told: (line: string) => void
  readonly #running = new Map<string, Set<ChildProcess>>()
  readonly #server = createServer((request, response) => {
    this.#webhook(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })

  /** `told` is given every line that a command writes. */
  constructor(commands: readonly ExecutorCommand[], environment: Environment, told: (line: string) => void) {
    this.#commands = commands
    this.#environment = environment
    this.#told = told
  }

  /** Listens on loopback. Resolves to its URL. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const at = this.#server.address()
    return `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`
  }

  /** Dies as the executor does: its port is free, and what it runs goes on as an orphan. */
  die(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  /** Resolves when nothing that it has started runs any more. */
  async idle(): Promise<void> {
    const all = [...this.#running.values()].flatMap((each) => [...each])
    await Promise.all(all.map(async (child) => await once(child, 'exit')))
  }

  /** Ends itself and waits for what it runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.die()
    await this.idle()
  }

  async #webhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = await bodyOf(request)
    const commands = this.#commands.filter((command) => matches(message.commonLabels, command.match_labels))
    if (message.status === 'resolved') for (const command of commands) this.#resolve(command, message)
    const codes =
      message.status === 'firing'
        ? await Promise.all(commands.map(async (command) => await this.#run(command, message)))
        : []
    response.writeHead(codes.includes('failed') ? 500 : 200).end()
  }

  #fingerprint(command: ExecutorCommand, { alerts }: Message): string {
    return alerts.find((alert) => matches(alert.labels, command.match_labels))?.fingerprint ?? ''
  }

  #resolve(command: ExecutorCommand, message: Message): void {
    if (command.ignore_resolved === true) return
    for (const child of this.#running.get(this.#fingerprint(command, message)) ?? [])
      child.kill(command.resolved_signal ?? 'SIGKILL')
  }

  async #run(command: ExecutorCommand, message: Message): Promise<'done' | 'failed'> {
    const fingerprint = this.#fingerprint(command, message)
    const running = this.#running.get(fingerprint) ?? new Set()
    this.#running.set(fingerprint, running)
    if (command.max !== undefined && running.size >= command.max) return 'done'
    const env = { ...this.#environment, ...amxEnvironment(message) }
    const child = spawn(command.cmd, command.args ?? [], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => text.trimEnd().split('\n').forEach(this.#told))
    const [code] = await once(child, 'close')
    running.delete(child)
    return code === 0 || command.notify_on_failure === false ? 'done' : 'failed'
  }
}
