import { BASH_SCRIPT } from './bash-script.ts'
import { FISH_SCRIPT } from './fish-script.ts'
import { ZSH_SCRIPT } from './zsh-script.ts'

const SCRIPTS = { bash: BASH_SCRIPT, zsh: ZSH_SCRIPT, fish: FISH_SCRIPT } as const

/** The script that teaches a shell to complete our command lines. */
export function completionScript(shell: keyof typeof SCRIPTS): string {
  return SCRIPTS[shell]
}
