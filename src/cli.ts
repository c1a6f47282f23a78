import { Command, CommanderError } from 'commander'
import type { Start } from './flags/common-flags.ts'
import { addAdopt } from './commands/adopt/add-adopt.ts'
import { addCheck } from './commands/check/add-check.ts'
import { addCompletion, answerCompletion, asksForCompletion } from './commands/completion/add-completion.ts'
import { addFollow } from './commands/scale/add-follow.ts'
import { addRefresh } from './commands/scale/add-refresh.ts'
import { addInit } from './commands/init/add-init.ts'
import { addMonitoring } from './commands/monitoring/add-monitoring.ts'
import { addPause } from './commands/pause/add-pause.ts'
import { addRehearse } from './commands/rehearse/add-rehearse.ts'
import { addSandbox } from './commands/sandbox/add-sandbox.ts'
import { addReconcile, addScale } from './commands/scale/add-scale.ts'
import { addTargets } from './commands/targets/add-targets.ts'
import { addSimulate } from './commands/simulate/add-simulate.ts'
import { addStatus } from './commands/status/add-status.ts'
import { orStopped } from './telling/or-stopped.ts'
import { reportError } from './telling/report-error.ts'
import { UsageError } from './errors.ts'
import { harmless } from './harmless.ts'
import type { Io } from './io.ts'

/** Carries out one command line. Resolves to the exit code; nothing that a command throws leaves it. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let code = 0
  const start: Start = async (story) => {
    code = await story(io)
  }
  const program = buildProgram(io, start)
  addCompletion(program, start)
  if (asksForCompletion(args)) {
    io.out(await answerCompletion(program, args))
    return 0
  }
  const flags = { json: args.includes('--json'), command: args.find((a) => !a.startsWith('-')) ?? null }
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(orStopped(error, io), flags, io)
    if (error.exitCode === 0) return 0
    // Without --json commander has told the person already.
    return flags.json ? reportError(new UsageError(error.message), flags, io) : 2
  }
}

/** The help text of the program (under the empty name) and of each command, as the build keeps it. */
export function helpTexts(version: string): Readonly<Record<string, string>> {
  const program = buildProgram({ version, out: () => undefined, err: () => undefined }, () =>
    Promise.resolve(),
  )
  addCompletion(program, () => Promise.resolve())
  const each = program.commands.map((c) => [c.name(), helpOf(c)] as const)
  return Object.fromEntries([['', helpOf(program)], ...each])
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) })
  command.outputHelp()
  return text
}

function buildProgram(io: Pick<Io, 'version' | 'out' | 'err'>, start: Start): Command {
  const program = new Command('linode-autoscale')
    .description(
      'A fleet of Linodes behind a NodeBalancer grows and shrinks on command, and nothing is ever left half done.',
    )
    .version(io.version, '-V, --version')
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      outputError: (text, write) => write(`${harmless(text.trimEnd())}\n`),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .helpCommand(false)
    .addHelpText('after', PROGRAM_HELP)
  addScale(program, 'scale-out', start)
  addScale(program, 'scale-in', start)
  addReconcile(program, start)
  addFollow(program, start)
  addRefresh(program, start)
  addStatus(program, start)
  addInit(program, start)
  addCheck(program, start)
  addAdopt(program, start)
  addMonitoring(program, start)
  addRehearse(program, start)
  addTargets(program, start)
  addPause(program, start)
  addSimulate(program, start)
  addSandbox(program, start)
  return program
}

const PROGRAM_HELP = `
Profile: --profile, $LINODE_AUTOSCALE_PROFILE, ./linode-autoscale.yaml,
         $XDG_CONFIG_HOME/linode-autoscale/profile.yaml, /etc/linode-autoscale/profile.yaml
Token:   $LINODE_TOKEN, $LINODE_CLI_TOKEN, systemd credential linode-token, token_file of the profile,
         linode-cli's config
API:     $LINODE_URL

Exit codes: 0 done or held, 1 a change failed, 2 usage or profile,
            3 the cloud could not be read, or refused before any change

Example: linode-autoscale status --help`
