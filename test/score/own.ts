// How our own mails are read: precision and recall by kind, and the two marks that matter (R17).
import { readMail, type Reading } from '../../server/inbox/kind.ts'
import { ownArrival, ownMails, type OwnKind } from './own-mails.ts'

export interface OwnScore {
  cases: number
  languages: number
  byKind: Record<OwnKind, { cases: number; recall: number; precision: number }>
  /** Automatic answers and opt-outs taken for a person's answer */
  falseHuman: number
  notHuman: number
  missedHuman: number
  human: number
  dates: number
  datesRight: number
  wrong: string[]
}

export function scoreOwn(): OwnScore {
  const all = ownMails(), wrong: string[] = []
  const tally = new Map<string, { cases: number; right: number; said: number }>()
  const row = (kind: string) => { const r = tally.get(kind) ?? { cases: 0, right: 0, said: 0 }; tally.set(kind, r); return r }
  const score = { falseHuman: 0, notHuman: 0, missedHuman: 0, human: 0, dates: 0, datesRight: 0 }
  for (const { kind, returns, mail, language } of all) {
    const read = readMail(mail, ownArrival)
    const got = kindOf(read)
    row(kind).cases++
    row(got).said++
    if (got === kind) row(kind).right++
    else wrong.push(`${language} “${mail.text.slice(0, 60).replace(/\s+/g, ' ')}”: ${got}, not ${kind} (${read.reason})`)
    if (kind === 'reply') { score.human++; if (got !== 'reply') score.missedHuman++ }
    else { score.notHuman++; if (got === 'reply') score.falseHuman++ }
    if (kind === 'out_of_office') {
      score.dates++
      if ((read.returnDate ?? null) === returns) score.datesRight++
      else wrong.push(`${language} “${mail.text.slice(0, 60).replace(/\s+/g, ' ')}”: back on ${read.returnDate ?? 'no day'}, not ${returns ?? 'no day'}`)
    }
  }
  const byKind = Object.fromEntries((['out_of_office', 'left_company', 'receipt', 'opt_out', 'reply'] as const).map((kind) => {
    const r = row(kind)
    return [kind, { cases: r.cases, recall: r.right / r.cases, precision: r.said ? r.right / r.said : 1 }]
  })) as OwnScore['byKind']
  return { cases: all.length, languages: new Set(all.map((m) => m.language)).size, byKind, ...score, wrong }
}

/** "automatic" without more is a receipt to whoever asks only whether a person wrote. */
function kindOf(read: Reading): string {
  if (read.kind === 'auto_reply') return read.auto === 'left_company' ? 'left_company' : 'receipt'
  return read.kind
}
