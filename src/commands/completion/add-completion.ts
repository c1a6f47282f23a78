import type { Command } from 'commander'
import type { Start } from '../../flags/common-flags.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `completion`, and the hidden `complete` by which a shell asks what may come next. */
export function addCompletion(program: Command, start: Start): void {
  program
    .command('completion')
    .summary('print a script that completes commands and flags')
    .description('Prints the script that teaches a shell to complete commands, flags and their values.')
    .addArgument(program.createArgument('<shell>', 'whose script').choices(SHELLS))
    .addHelpText('after', COMPLETION_HELP)
    .action(async (shell: (typeof SHELLS)[number]) => {
      await start(async (io) => {
        const { completionScript } = await import('./completion-script.ts')
        io.out(completionScript(shell))
        return 0
      })
    })
}

/** Whether a command line is the shell's question for what may come next. */
export function asksForCompletion(args: readonly string[]): boolean {
  return args[0] === 'complete' && args[1] === '--'
}

/** The answer to that question. */
export async function answerCompletion(program: Command, args: readonly string[]): Promise<string> {
  const { completeWords } = await import('./complete-words.ts')
  const { offerText } = await import('./offer-text.ts')
  return offerText(completeWords(program, args.slice(2)))
}

const COMPLETION_HELP = `
Examples:
  linode-autoscale completion bash > /etc/bash_completion.d/linode-autoscale
  linode-autoscale completion zsh > "\${fpath[1]}/_linode-autoscale"
  linode-autoscale completion fish > ~/.config/fish/completions/linode-autoscale.fish`
