import { UnquotableError } from './unquotable-error.ts'

/** Debian's cron refuses a whole file for one longer command. */
const LONGEST = 998

/**
 * A shell's line as the command of a crontab, where a bare `%` is a line end (crontab(5)).
 * Throws an UnquotableError for a line end, for a backslash before `%`, which crons read differently, and for what is too long.
 */
export function cronCommand(line: string): string {
  if (/[\n\r\0]/.test(line)) throw new UnquotableError(line, 'a crontab', 'it has a line end')
  if (line.includes(String.raw`\%`))
    throw new UnquotableError(line, 'a crontab', 'it has a backslash before a %')
  const command = line.replaceAll('%', String.raw`\%`)
  if (Buffer.byteLength(command) > LONGEST)
    throw new UnquotableError(line, 'a crontab', `cron takes at most ${LONGEST} bytes a line`)
  return command
}
