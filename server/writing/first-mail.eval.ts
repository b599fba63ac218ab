// node server/writing/first-mail.eval.ts [--mails]: the twelve judged leads, by the built-in writer. Prints a table, and
// the mails themselves when asked. Keep its output beside a change of bank or prompt: it shows what the change did.
import { composeAll } from './composing.ts'
import { offer } from './fifty.test-data.ts'
import { judge } from './judging.ts'

export const builtIn = (memory = new Map<string, number>()) => judge((one, sells) => {
  const mails = composeAll({ ...one, offer: sells, step: { stepNo: 1, totalSteps: 3, intent: '' }, earlier: [], memory, seed: `${one.name}/${one.recipient.id}`, now: new Date('2026-11-21T09:00:00Z') })
  for (const line of mails.friendly.plan.lines) memory.set(line, (memory.get(line) ?? 0) + 1)
  return mails
}, offer)

if (import.meta.main) {
  const { verdicts, nearest } = await builtIn()
  if (process.argv.includes('--mails')) for (const { lead, tone, mail } of verdicts) console.log(`── ${lead}, ${tone}: ${mail.subject}\n\n${mail.body}\n`)
  console.table(verdicts.map(({ lead, tone, mail, words, faults }) => ({ lead, tone, subject: mail.subject, words, verdict: faults.length ? faults.join('; ') : 'good' })))
  console.log(`${verdicts.filter((one) => one.faults.length === 0).length} of ${verdicts.length} good; the two most alike share ${Math.round(nearest * 100)} % of their word 3-grams.`)
}
