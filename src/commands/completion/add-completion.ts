import type { Command } from 'commander'
import type { Start } from '../../flags/common-flags.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `completion`, as help shows it: what it does is loaded only when it is asked for. */
export function addCompletion(program: Command, start: Start): void {
  program
    .command('completion')
    .summary('print a script that completes commands and flags')
    .description('Prints the script that teaches a shell to complete commands, flags and their values.')
    .addArgument(program.createArgument('<shell>', 'whose script').choices(SHELLS))
    .addHelpText('after', COMPLETION_HELP)
    .action(async () => {
      await start(() => Promise.resolve(0))
    })
}

/** Whether a command line asks for the script, or is the shell's question for what may come next. */
export function asksForCompletion(args: readonly string[]): boolean {
  const [command = '', shell = ''] = args
  if (command === 'complete') return true
  return command === 'completion' && SHELLS.some((known) => known === shell)
}

/** Gives a program the library's commands for that, in place of ours. */
export async function completeWithLibrary(program: Command): Promise<void> {
  // Beside every candidate the shell shows what it is: in a few words.
  for (const command of program.commands) command.description(command.summary())
  const { default: tab } = await import('@bomb.sh/tab/commander')
  const { profileFiles } = await import('./profile-files.ts')
  const completing = tab(program, { completionCommandName: 'completion' })
  for (const command of completing.commands.values()) {
    const profile = command.options.get('profile')
    if (profile === undefined) continue
    profile.handler = (complete) => profileFiles().forEach((file) => complete(file, ''))
  }
}

const COMPLETION_HELP = `
Examples:
  linode-autoscale completion bash > /etc/bash_completion.d/linode-autoscale
  linode-autoscale completion zsh > "\${fpath[1]}/_linode-autoscale"
  linode-autoscale completion fish > ~/.config/fish/completions/linode-autoscale.fish`
