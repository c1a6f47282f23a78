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
import { commandFirst } from './flags/command-first.ts'
import { fitted } from './fit.ts'
import type { Io } from './io.ts'

/** Carries out one command line. Resolves to the exit code; nothing that a command throws leaves it. */
export async function runCli(typed: readonly string[], io: Io): Promise<number> {
  const args = asksForCompletion(typed) ? typed : commandFirst(typed)
  let code = 0
  const start: Start = async (story) => {
    code = await story(io)
  }
  const program = buildProgram(io, start, asksForCompletion(args) ? undefined : args[0])
  addCompletion(program, start)
  if (asksForCompletion(args)) {
    io.out(await answerCompletion(program, args))
    return 0
  }
  const flags = { json: args.includes('--json'), command: nameOf(program, args) }
  // On a terminal somebody looks for what there is; a program that gives no command has made a mistake.
  if (args.length === 0 && io.terminals.out !== null) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(orStopped(error, io), flags, io)
    if (error.exitCode === 0) return 0
    if (error.code === 'commander.help') return 2
    return reportError(new UsageError([error.message.replace(/^error: /, ''), HINT]), flags, io)
  }
}

const HINT = '(--help shows what there is)'

/** The command, as far as it is one. */
function nameOf(program: Command, args: readonly string[]): string | null {
  const first = args.find((arg) => !arg.startsWith('-'))
  const known = program.commands.some((command) => command.name() === first)
  return known || args[0] === first ? (first ?? null) : null
}

/** The help text of the program (under the empty name) and of each command, as the build keeps it. */
export function helpTexts(version: string): Readonly<Record<string, string>> {
  const program = buildProgram({ version, out: () => undefined, err: () => undefined }, () =>
    Promise.resolve(),
  )
  addCompletion(program, () => Promise.resolve())
  const told = program.commands.filter((c) => c.name() !== 'version')
  const each = told.map((c) => [c.name(), helpOf(c)] as const)
  return Object.fromEntries([['', helpOf(program)], ...each])
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) })
  command.outputHelp()
  return fitted(text.split('\n'), USUAL_WIDTH).join('\n')
}

/** Where help is not read on a terminal, and the most that is pleasant to read. */
const USUAL_WIDTH = 80
const MOST_WIDTH = 100

type Told = Pick<Io, 'version' | 'out' | 'err'> & { readonly terminals?: Io['terminals'] }

/** With the one command that is named, where one is: describing all of them takes longer than most of them need to begin. */
function buildProgram(io: Told, start: Start, named?: string): Command {
  const width = (): number => Math.min(MOST_WIDTH, io.terminals?.out?.columns() ?? USUAL_WIDTH)
  const fit = (text: string): string => fitted(text.split('\n'), width()).join('\n')
  const program = new Command('linode-autoscale')
    .description(
      'A fleet of Linodes behind a NodeBalancer grows and shrinks on command, and nothing is ever left half done.',
    )
    .version(io.version, '-V, --version')
    .configureOutput({
      writeOut: (text) => io.out(fit(text)),
      writeErr: (text) => io.err(fit(text)),
      // A mistake is told where it is caught, in the same words as text and as JSON.
      outputError: () => undefined,
      getOutHelpWidth: width,
      getErrHelpWidth: width,
    })
    .exitOverride()
    .helpCommand('help [command]', 'show what there is, or what a command takes')
    .addHelpText('after', PROGRAM_HELP)
  const only = COMMANDS.filter(([names]) => named !== undefined && names.includes(named))
  for (const [, add] of only.length > 0 ? only : COMMANDS) add(program, start)
  addVersion(program, io)
  return program
}

type Add = (program: Command, start: Start) => void

/** In the order of the help. */
const COMMANDS: readonly (readonly [names: readonly string[], add: Add])[] = [
  [['scale-out'], (program, start) => addScale(program, 'scale-out', start)],
  [['scale-in'], (program, start) => addScale(program, 'scale-in', start)],
  [['reconcile'], addReconcile],
  [['follow'], addFollow],
  [['refresh'], addRefresh],
  [['status'], addStatus],
  [['init'], addInit],
  [['check'], addCheck],
  [['adopt'], addAdopt],
  [['monitoring'], addMonitoring],
  [['rehearse'], addRehearse],
  [['targets'], addTargets],
  [['pause', 'resume'], addPause],
  [['simulate'], addSimulate],
  [['sandbox'], addSandbox],
]

function addVersion(program: Command, io: Told): void {
  program
    .command('version')
    .summary('print the version')
    .description('Prints the version, and nothing else.')
    .addHelpText('after', '\nExample: linode-autoscale version')
    .action(() => io.out(`${io.version}\n`))
}

const PROGRAM_HELP = `
Profile: --profile, $LINODE_AUTOSCALE_PROFILE, ./linode-autoscale.yaml,
         $XDG_CONFIG_HOME/linode-autoscale/profile.yaml, /etc/linode-autoscale/profile.yaml
Token:   $LINODE_TOKEN, $LINODE_CLI_TOKEN, systemd credential linode-token,
         token_file of the profile, linode-cli's config
API:     $LINODE_URL

Exit codes: 0 done or held, 1 a change failed, 2 usage or profile,
            3 the cloud could not be read, or refused before any change,
            128 + n signal n kept it from what was asked

-p, --json and -v may stand before the command.

Example: linode-autoscale status --help`
