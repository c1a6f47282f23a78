import { UsageError } from '../../errors.ts'
import { previewLines, type InitReport } from '../../render/init-lines.ts'
import type { Person } from '../../telling/person-at.ts'

/** Shows a person what is about to be written, and asks. Rejects with a UsageError for any answer but yes. */
export async function askConsent(report: InitReport, person: Person): Promise<void> {
  let shown = previewLines(report)
  for (;;) {
    const answer = (await person.ask(shown, `Write ${report.path}? [y/N, s shows it whole]`)).trim()
    if (/^y(?:es)?$/i.test(answer)) return
    if (!/^s(?:how)?$/i.test(answer)) throw new UsageError('not confirmed: nothing was written')
    shown = report.text
  }
}
