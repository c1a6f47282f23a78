import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ERROR_MEANINGS } from '../../src/errors.ts'
import { HOLD_REMEDIES } from '../../src/fleet/report/hold-remedies.ts'
import { ROOT } from '../support/root.ts'

const PAGE = join(ROOT, 'docs', 'troubleshooting.md')

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

// `npx vitest run test/docs/troubleshooting.test.ts -u` writes the page anew.
test('docs/troubleshooting.md tells every hold and every error as the code has them', async () => {
  const holds = Object.entries(HOLD_REMEDIES).map(([name, { why, remedy }]) => [`\`${name}\``, why, remedy])
  const errors = Object.entries(ERROR_MEANINGS).map(([name, [exit, why, remedy]]) => [
    `\`${name}\``,
    `${exit}`,
    why,
    remedy,
  ])
  const page = `# Troubleshooting

Start with \`linode-autoscale status\`: it names what is unfinished, who holds whom, and what was done lately, by whom. \`linode-autoscale check\` finds what would fail, and
\`--dry-run\` shows every rule that was asked, with its value and its limit. \`-v\` tells every request.

## Why a run holds

A hold is not an error: the exit code is 0, unless the hook \`on_hold\` fails and its \`on_error\` is \`stop\`. Of several the first in this order is told.

<!-- prettier-ignore -->
${table(['hold', 'why', 'what to do'], holds)}

## Errors

\`error.code\` in the JSON. The message names what failed and why, and what to do where that is known. A code and its exit code are those of a cause that ends the whole command. What Linode refuses to a
change (a create for which there is no room, an attach without the scope) is told with its step; the run goes on with what it can, and is \`change-failed\`, exit 1, also where nothing came about.

<!-- prettier-ignore -->
${table(['code', 'exit', 'why', 'what to do'], errors)}

## What people ask

- **A member stays \`starting\`, then \`out-of-service\`.** Its app does not answer the health check. Compare port and path: \`linode-autoscale check\`; is the firewall open for 192.168.255.0/24?
- **A member is \`held\` and nobody meant it.** Somebody set its backend node to drain or reject, or it has the \`protect_tag\` or a lock. Set it back to accept; then it is ours again. One that was renamed to a number so high that no mark fits beside it is held, too: rename it to a lower one.
- **A backend is listed as foreign.** Its instance lacks the fleet tag: \`linode-autoscale adopt LABEL\`.
- **Nothing happens when the alert fires.** \`journalctl -t linode-autoscale -t prometheus-am-executor\` has a line for every run. No line: look at Alertmanager, then at [monitoring.md](monitoring.md).
- **Everything is to stop for a while.** \`linode-autoscale pause --for 2h\`.
`
  await expect(page).toMatchFileSnapshot(PAGE)
})
