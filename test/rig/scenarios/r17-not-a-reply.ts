// R17: out-of-office notes, receipts, opt-outs and people, in many languages, through a whole look: only people count as replies.
import { syncMailbox } from '#inbox'
import { planMessage } from '#sending'
import { sql } from '#platform/db'
import { fakeLetterbox } from '../../fakes/letterbox.ts'
import { house } from '../../house.ts'
import { ownMails } from '../../score/own-mails.ts'
import { scoreOwn } from '../../score/own.ts'
import { verdict, type Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  id: 'R17', name: 'not-a-reply', tiers: ['ci', 'nightly'],
  about: 'automatic answers, receipts, opt-outs and people in 21 languages: no person is missed, no machine stops a campaign',
  async run({ say }) {
    const h = await house({ now: '2026-03-02T09:00:00Z' })
    try {
      const box = await fakeLetterbox(h)
      // The first look into a letterbox takes in the last two hundred only; all of these come after it.
      await syncMailbox(h.world, box.id)
      const cases = ownMails()
      const leads = await h.world.write(async (tx) => {
        const made: string[] = []
        for (let i = 0; i < cases.length; i++) {
          const { id } = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${`p${i}@c${i}.example`}) returning id`)
          made.push(id)
        }
        return made
      })
      for (const [i, it] of cases.entries()) {
        const mail = await h.world.write(async (tx) => {
          const { id } = await planMessage(tx, { leadId: leads[i]!, mailboxId: box.id, subject: 'A question', bodyText: 'Hello.', dueAt: tx.now, origin: 'campaign' })
          return tx.one<{ messageId: string }>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${id} returning message_id as "messageId"`)
        })
        const headers = it.mail.headers.map(([k, v]) => `${k}: ${v}\r\n`).join('')
        box.drop(Buffer.from(`From: p${i}@c${i}.example\r\nTo: ${box.address}\r\nSubject: =?utf-8?B?${Buffer.from(it.mail.subject).toString('base64')}?=\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nMessage-ID: <own-${i}@cases.example>\r\nIn-Reply-To: <${mail.messageId}>\r\n${headers}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${it.mail.text.replaceAll('\n', '\r\n')}\r\n`))
      }
      // A read receipt and a delivery receipt say nothing either.
      box.drop(Buffer.from(`From: p0@c0.example\r\nTo: ${box.address}\r\nSubject: Read: A question\r\nMessage-ID: <receipt@cases.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nYour message was read.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; p0@c0.example\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n`))
      await syncMailbox(h.world, box.id)
      const facts = await h.world.read((tx) => tx.many<{ type: string; leadId: string }>(sql`select type, lead_id as "leadId" from events where workspace_id = ${tx.workspaceId} and type in ('reply.received', 'auto_reply.received', 'opt_out.received')`))
      const replied = new Set(facts.filter((f) => f.type === 'reply.received').map((f) => f.leadId))
      const missed = cases.filter((c, i) => c.kind === 'reply' && !replied.has(leads[i]!)), missedHuman = missed.length
      for (const { mail } of missed) say(`Missed: ${mail.text.slice(0, 80)}`)
      const falseHuman = cases.filter((c, i) => c.kind !== 'reply' && replied.has(leads[i]!)).length
      const machines = cases.filter((c) => c.kind !== 'reply').length
      const own = scoreOwn()
      for (const line of own.wrong) say(line)
      const share = Math.round((1000 * falseHuman) / machines) / 10
      return verdict({
        cases: cases.length, languages: own.languages, 'people missed': missedHuman, 'taken for people': falseHuman, 'of machines %': share, 'days of return': `${own.datesRight} of ${own.dates}`,
        'out of office': `recall ${(own.byKind.out_of_office.recall * 100).toFixed(0)} %, precision ${(own.byKind.out_of_office.precision * 100).toFixed(0)} %`,
      }, [[cases.length >= 150 && own.languages >= 8, `Only ${cases.length} cases in ${own.languages} languages.`], [missedHuman === 0, `${missedHuman} replies of people were missed.`], [share <= 2, `${share} % of machines were taken for people.`]])
    } finally { await h.stop() }
  },
}
