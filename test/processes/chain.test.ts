import { describe, expect, test } from 'vitest'
import { AmExecutor, type ExecutorCommand } from '../loop/am-executor.ts'
import { webhookMessage, type WebhookFacts } from '../loop/webhook-message.ts'
import { Host } from '../support/processes/host.ts'

/** The options that the generated executor.yml has. */
const GENERATED = { max: 1, ignore_resolved: true, notify_on_failure: false } as const
const BOOTS_SLOWLY = { provision: 1500, boot: 500, appStart: 100, checkInterval: 200 }

/** An executor whose only command is ours, and what that has written. */
async function executorOn(host: Host, args: readonly string[], options: Partial<ExecutorCommand> = {}) {
  const { cmd, argv, env } = host.commandLine(...args)
  const said: string[] = []
  const executor = new AmExecutor([{ cmd, args: argv, ...options }], env, (line) => said.push(line))
  const url = await executor.listen()
  const send = async (facts: WebhookFacts = {}): Promise<number> => {
    const body = JSON.stringify(webhookMessage(facts))
    return await fetch(url, { method: 'POST', body }).then(
      (r) => r.status,
      () => 0,
    )
  }
  const says = async (text: string): Promise<void> => {
    while (!said.some((line) => line.includes(text))) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return { executor, send, said, says }
}

describe('the faults of the chain end in a legal fleet, and one member more or less', () => {
  test('the same webhook twice at once', async () => {
    await using host = await Host.start({ members: 3 })
    const { executor, send, said } = await executorOn(host, ['scale-out', '--no-wait'])
    await using _ = executor
    expect(await Promise.all([send(), send()])).toEqual([200, 200])
    expect(said.filter((l) => l.includes('web: held ('))).toHaveLength(1)
    expect(host.members()).toHaveLength(4)
    expect(host.illegalities()).toEqual([])
  })

  test('sent again while the first run still waits for health', async () => {
    await using host = await Host.start({ members: 3, timings: BOOTS_SLOWLY })
    const { executor, send, said, says } = await executorOn(host, ['scale-out'])
    await using _ = executor
    const first = send()
    await says('attach done')
    expect(await send()).toBe(200)
    expect(said.join('\n')).toMatch(/held \((on-the-way|cooldown)\)/)
    expect(await first).toBe(200)
    expect(host.members()).toHaveLength(4)
    expect(host.illegalities()).toEqual([])
  }, 30_000)

  test('sent again while the first run still drains', async () => {
    await using host = await Host.start({ members: 4 })
    const { executor, send, says } = await executorOn(host, ['scale-in'])
    await using _ = executor
    const first = send({ name: 'LowLoad' })
    await says('drain done')
    expect(await Promise.all([first, send({ name: 'LowLoad' })])).toEqual([200, 200])
    expect(host.members()).toHaveLength(3)
    expect(host.illegalities()).toEqual([])
  })

  test('with max: 1 the executor skips what is sent again', async () => {
    await using host = await Host.start({ members: 4 })
    const { executor, send, said, says } = await executorOn(host, ['scale-in'], GENERATED)
    await using _ = executor
    const first = send({ name: 'LowLoad' })
    await says('drain done')
    expect(await send({ name: 'LowLoad' })).toBe(200)
    expect(await first).toBe(200)
    expect(said.filter((l) => l.includes('scale-in by 1'))).toHaveLength(1)
    expect(host.members()).toHaveLength(3)
  })
})

describe('an executor that dies, and alerts that resolve, end in a legal fleet', () => {
  test('a part of the group resolves while the first run works', async () => {
    await using host = await Host.start({ members: 3, timings: BOOTS_SLOWLY })
    const { executor, send, said, says } = await executorOn(host, ['scale-out'])
    await using _ = executor
    const first = send({ alerts: ['firing', 'firing'] })
    await says('attach done')
    expect(await send({ alerts: ['resolved', 'firing'] })).toBe(200)
    await first
    expect(said.join('\n')).toContain('started by HighLoad since 2026-11-23T11:55:00Z (resolved) (f1)')
    expect(host.members()).toHaveLength(4)
    expect(host.illegalities()).toEqual([])
  }, 30_000)

  test('the executor dies, its run goes on as an orphan, and the next executor gets the alert again', async () => {
    await using host = await Host.start({ members: 3, timings: BOOTS_SLOWLY })
    const { executor, send, says } = await executorOn(host, ['scale-out'])
    const first = send()
    await says('creating instance')
    executor.die()
    expect(await first).toBe(0)
    const next = await executorOn(host, ['scale-out'], GENERATED)
    await using _ = next.executor
    expect(await next.send()).toBe(200)
    await executor.idle()
    expect(next.said.join('\n')).toMatch(/held \(/)
    expect(host.members()).toHaveLength(4)
    expect(host.illegalities()).toEqual([])
  }, 30_000)

  test.each([
    ['create, before it took effect', 0, false],
    ['create, after it took effect', 0, true],
    ['attach, before it took effect', 1, false],
    ['attach, after it took effect', 1, true],
  ] as const)('SIGKILL on resolve at the %s, then the next alert', async (_rule, write, takesEffect) => {
    await using host = await Host.start({ members: 3 })
    const { executor, send } = await executorOn(host, ['scale-out', '--no-wait'])
    await using _ = executor
    host.hangAtWrite(write, takesEffect)
    const killed = send()
    expect(await host.hangs(killed)).toBe(true)
    expect(await send({ status: 'resolved', alerts: ['resolved'] })).toBe(200)
    expect(await killed).toBe(500)
    expect(await send()).toBe(200)
    expect(host.members()).toEqual(['web-1', 'web-2', 'web-3', 'web-4'])
    expect(host.illegalities()).toEqual([])
  })
})

describe('SIGUSR1 ends in a legal fleet', () => {
  test('SIGUSR1 on resolve, as the guide has it: the run attaches what it has created, and says that it was stopped', async () => {
    await using host = await Host.start({ members: 3, timings: { ...BOOTS_SLOWLY, provision: 20_000 } })
    const { executor, send, says } = await executorOn(host, ['scale-out'], { resolved_signal: 'SIGUSR1' })
    await using _ = executor
    const first = send()
    await says('attach done')
    await send({ status: 'resolved', alerts: ['resolved'] })
    expect(await first).toBe(500)
    expect(host.members()).toHaveLength(4)
    expect(host.illegalities()).toEqual([])
  })
})
