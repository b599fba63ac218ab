// Reads our own labelled mails (own-mails.tsv): automatic answers, opt-outs and answers of people in many languages.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mail } from '../../server/inbox/mail.ts'

export type OwnKind = 'out_of_office' | 'left_company' | 'receipt' | 'opt_out' | 'reply'
export interface OwnMail { language: string; kind: OwnKind; returns: string | null; mail: Mail }

export const ownArrival = new Date('2026-03-02T09:00:00Z')

export function ownMails(): OwnMail[] {
  const lines = readFileSync(join(import.meta.dirname, 'own-mails.tsv'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))
  return lines.map((line, i) => {
    const [language, kind, returns, header, subject, text] = line.split('\t') as [string, OwnKind, string, string, string, string]
    if (!text) throw new Error(`own-mails.tsv, case ${i + 1}: a column is missing.`)
    return {
      language, kind, returns: returns === '-' ? null : returns,
      mail: {
        messageId: `own-${i}@cases.example`, inReplyTo: [], references: [], from: { name: 'Dana', address: 'dana@acme.example' }, replyTo: null, to: [], cc: [], subject, date: null,
        headers: header === 'a' ? [['auto-submitted', 'auto-replied']] : [], text: text.replaceAll('\\n', '\n'), html: null, parts: [], size: 500, problem: null,
      },
    }
  })
}
