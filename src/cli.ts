import { Command, CommanderError } from 'commander'
import { reportError } from './commands/report-error.ts'
import { UsageError } from './errors.ts'
import type { Io } from './io.ts'

/** Carries out one command line. Resolves to the exit code; nothing that a command throws leaves it. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let code = 0
  const program = buildProgram(io, async (story) => {
    code = await story(io)
  })
  const flags = { json: args.includes('--json'), command: args.find((a) => !a.startsWith('-')) ?? null }
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, flags, io)
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
  const each = program.commands.map((c) => [c.name(), helpOf(c)] as const)
  return Object.fromEntries([['', helpOf(program)], ...each])
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) })
  command.outputHelp()
  return text
}

/** What is carried out once the command line is understood. */
type Start = (story: (io: Io) => Promise<number>) => Promise<void>

function buildProgram(io: Pick<Io, 'version' | 'out' | 'err'>, start: Start): Command {
  const program = new Command('linode-autoscale')
    .description(
      'A fleet of Linodes behind a NodeBalancer grows and shrinks on command, and nothing is ever left half done.',
    )
    .version(io.version, '-V, --version')
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
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
  addStatus(program, start)
  addSandbox(program, start)
  return program
}

/** commander's word for a boolean flag that was not given is undefined. */
interface RawFlags {
  readonly profile?: string
  readonly json?: true
  readonly verbose?: true
  readonly by?: string
  readonly to?: string
  readonly force?: true
  readonly wait?: boolean
  readonly dryRun?: true
  readonly members?: string
  readonly foreign?: string
  readonly port?: string
  readonly speed?: string
  readonly faults?: string
}

function common(command: Command): Command {
  return command
    .option('-p, --profile <file>', 'the profile (default: see --help of linode-autoscale)')
    .option('--json', 'one JSON object on standard output, nothing else')
    .option('-v, --verbose', 'tell every request and where each setting comes from')
    .allowExcessArguments(false)
}

function commonFlags(raw: RawFlags) {
  const { profile } = raw
  return {
    ...(profile === undefined ? {} : { profile }),
    json: raw.json ?? false,
    verbose: raw.verbose ?? false,
  }
}

function addScale(program: Command, action: 'scale-out' | 'scale-in', start: Start): void {
  const [verb, sign] = action === 'scale-out' ? ['add', 'more'] : ['remove', 'fewer']
  common(program.command(action))
    .summary(`${verb} members`)
    .description(SCALE_STORY[action])
    .option('--by <n>', `${verb} n members (default: ${action.replace('-', '_')}.step of the profile)`)
    .option('--to <n>', `have n members in service, if that is ${sign} than now`)
    .option('--force', 'pass the cooldown, nothing else')
    .option('--no-wait', 'do not wait until new members are in service')
    .option('--dry-run', 'print the plan: every guard, every step, the price; send reads only')
    .addHelpText('after', SCALE_HELP[action])
    .action(async (raw: RawFlags) => {
      await start(async (io) => {
        const { scale } = await import('./commands/scale.ts')
        const { by, to } = raw
        const size = { ...(by === undefined ? {} : { by }), ...(to === undefined ? {} : { to }) }
        const flags = { force: raw.force ?? false, wait: raw.wait ?? true, dryRun: raw.dryRun ?? false }
        return await scale(action, { ...commonFlags(raw), ...size, ...flags }, io)
      })
    })
}

function addReconcile(program: Command, start: Start): void {
  common(program.command('reconcile'))
    .summary('finish, tidy and repair')
    .description(
      'Makes the fleet what the profile says, whatever the load: finishes what a dead run left, attaches, removes leftovers, fills to size.min, trims above size.max by at most a step, and replaces one member a run that it has itself watched being dead. Safe every minute.',
    )
    .option('--force', 'pass the cooldown, nothing else')
    .option('--no-wait', 'do not wait for health, and therefore replace nobody')
    .option('--dry-run', 'print the plan: every guard, every step, the price; send reads only')
    .addHelpText('after', RECONCILE_HELP)
    .action(async (raw: RawFlags) => {
      await start(async (io) => {
        const { scale } = await import('./commands/scale.ts')
        const flags = { force: raw.force ?? false, wait: raw.wait ?? true, dryRun: raw.dryRun ?? false }
        return await scale('reconcile', { ...commonFlags(raw), ...flags }, io)
      })
    })
}

function addStatus(program: Command, start: Start): void {
  common(program.command('status'))
    .summary('show the fleet')
    .description(
      'Shows size, bounds, every member with its state, foreign backends, what is unfinished, cooldowns, cost and recent activity. Writes nothing.',
    )
    .addHelpText('after', STATUS_HELP)
    .action(async (raw: RawFlags) => {
      await start(async (io) => {
        const { status } = await import('./commands/status.ts')
        return await status(commonFlags(raw), io)
      })
    })
}

function addSandbox(program: Command, start: Start): void {
  common(program.command('sandbox'))
    .summary('a Linode API of your own, on loopback')
    .description(
      'Starts an emulator of the Linode API on loopback, seeded from the profile, and prints the two exports that point every command at it. No account, no token, no money. Ends with Ctrl-C.',
    )
    .option('--members <n>', 'members in service, made a day ago (default: size.min)')
    .option('--foreign <n>', 'hand-made backends behind the same NodeBalancer (default: 0)')
    .option('--port <n>', 'port to listen on (default: a free one)')
    .option('--speed <n>', 'how many times as fast its clock runs (default: 1)')
    .option('--faults <file>', 'scripted faults, see docs/sandbox.md')
    .addHelpText('after', SANDBOX_HELP)
    .action(async (raw: RawFlags) => {
      await start(async (io) => {
        const { sandbox } = await import('./commands/sandbox.ts')
        return await sandbox({ ...raw, ...commonFlags(raw) }, io)
      })
    })
}

const SCALE_STORY = {
  'scale-out':
    'Adds members: create the instance, attach it to every config of the profile, wait until it is in service. What is on its way already counts first, so a repeated call does not stack.',
  'scale-in':
    'Removes members: drain, wait, look again, delete the instance, detach. Never below size.min, never a foreign backend, never a member that a person holds.',
} as const

const SCALE_HELP = {
  'scale-out': `
Examples:
  linode-autoscale scale-out --dry-run        what would happen, and why
  linode-autoscale scale-out                  one step of the profile
  linode-autoscale scale-out --by 2 --no-wait two more, without waiting for their health
  linode-autoscale scale-out --to 5 --force   five in service, whatever the cooldown says`,
  'scale-in': `
Examples:
  linode-autoscale scale-in --dry-run         who would go, and why
  linode-autoscale scale-in                   one step of the profile
  linode-autoscale scale-in --to 2            two in service`,
} as const

const RECONCILE_HELP = `
Examples:
  linode-autoscale reconcile --dry-run        what is left to finish
  * * * * * linode-autoscale reconcile        in a crontab`

const STATUS_HELP = `
Examples:
  linode-autoscale status
  linode-autoscale status --json | jq -r '.members[] | [.label, .state] | @tsv'`

const SANDBOX_HELP = `
Example:
  linode-autoscale sandbox -p examples/web.yaml --members 3 --speed 30
  export LINODE_URL=... LINODE_TOKEN=...      the two lines it prints, in another terminal
  linode-autoscale scale-out -p examples/web.yaml`

const PROGRAM_HELP = `
Profile: --profile, $LINODE_AUTOSCALE_PROFILE, ./linode-autoscale.yaml,
         $XDG_CONFIG_HOME/linode-autoscale/profile.yaml, /etc/linode-autoscale/profile.yaml
Token:   $LINODE_TOKEN, $LINODE_CLI_TOKEN, systemd credential linode-token, token_file of the profile,
         linode-cli's config
API:     $LINODE_URL

Exit codes: 0 done or held, 1 a change failed, 2 usage or profile,
            3 the cloud could not be read, or refused before any change

Example: linode-autoscale status --help`
