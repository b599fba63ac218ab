// Many mails at once mean what they mean one after the other: the same threads, the same facts in the same order, the same leads.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { sql } from '#platform/db'
import { upsertLead } from '#leads'
import { cast, type Person } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { desk, type Sent } from './desk.test-data.ts'
import { beforeTheFirstThatFollows } from './taking-in.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
await cast(h)
const { sent, letter, report, arf, sync } = desk(h, await fakeLetterbox(h))

const people = 4
/** What may come: of whom, and what they write. Companies have two people each, so that colleagues matter. */
const mailOf = fc.record({ who: fc.nat(people - 1), kind: fc.constantFrom('reply', 'reply', 'again', 'other subject', 'away', 'stop', 'bounce', 'soft', 'complaint', 'by address', 'colleague', 'stranger', 'list', 'twice') })
let worlds = 0

/** A letterbox and people of its own, so that two runs of the same mails do not meet. */
async function world() {
  const tag = `w${++worlds}`, box = await fakeLetterbox(h)
  const leads: Person[] = [], ours: Sent[] = []
  for (let i = 0; i < people; i++) {
    const email = `person${i}@company${Math.floor(i / 2)}-${tag}.example`
    const { id } = await h.world.write((tx) => upsertLead(tx, { email, firstName: 'Person', lastName: String(i) }))
    leads.push({ id, email, firstName: 'Person', lastName: String(i), companyId: '' })
    ours.push(await sent(leads[i]!, `Question for ${i}`, box))
  }
  const last: string[] = []
  let n = 0
  const write = ({ who, kind }: { who: number; kind: string }): string => {
    const lead = leads[who]!, mail = ours[who]!, id = `m${n++}.${who}@${tag}.example`, headers = `X-No: ${n}`
    const answer = (about: object = {}) => { last[who] = id; return letter(lead.email, { answers: mail, id, headers, text: `Number ${n}, tell me more.`, ...about }) }
    switch (kind) {
      case 'again': return last[who] ? letter(lead.email, { subject: `Re: ${mail.subject}`, id, headers: `In-Reply-To: <${last[who]}>`, text: 'One more thing.' }) : answer()
      case 'other subject': return answer({ subject: 'Your invoice' })
      case 'away': return answer({ headers: 'Auto-Submitted: auto-replied', subject: `Out of office: ${mail.subject}`, text: 'I am out of the office until 13 March.' })
      case 'stop': return answer({ text: 'Please remove me from your list.' })
      case 'bounce': return report(mail, lead.email, '5.1.1', '550 5.1.1 User unknown').replace('<dsn-', `<${tag}-dsn-`)
      case 'soft': return report(mail, lead.email, '5.2.2', '552 5.2.2 Mailbox full').replace('<dsn-', `<${tag}-dsn-`)
      case 'complaint': return arf(mail).replace('<arf-', `<${tag}-arf-`)
      case 'by address': return letter(lead.email, { subject: 'By the way', id, text: 'Without a header.' })
      case 'colleague': return letter(`kim@${lead.email.split('@')[1]}`, { subject: `Re: ${mail.subject}`, id, text: 'They asked me to answer.' })
      case 'stranger': return letter(`somebody${n}@${lead.email.split('@')[1]}`, { subject: 'Partnership', id })
      case 'list': return letter(`news@shop-${tag}.example`, { subject: 'Sale', id, headers: 'List-Unsubscribe: <https://shop.example/u>\nPrecedence: bulk', text: 'Buy.' })
      default: return answer()
    }
  }
  const outcome = async () => h.world.read(async (tx) => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(tag, 'w'))
    const mails = await tx.many<Record<string, any>>(sql`select id, from_address, subject, kind, class, thread_id, lead_id, answers, match_reason from inbox_messages where mailbox_id = ${box.id} order by uid`)
    const threads = [...new Set(mails.map((m) => m['thread_id']).filter(Boolean))], who = (id: string | null) => leads.findIndex((l) => l.id === id)
    const facts = await tx.many<Record<string, any>>(sql`
      select type, lead_id, payload->>'class' as class, payload->>'from' as "from", payload->>'hard' as hard, payload->>'kind' as kind, payload->>'inboxMessageId' as mail from events
       where (mailbox_id = ${box.id} or lead_id = any(${leads.map((l) => l.id)}::uuid[])) and type <> 'lead.created' order by lead_id, id`)
    return plain({
      mails: mails.map((m) => ({ ...m, id: null, thread_id: threads.indexOf(m['thread_id']), lead_id: who(m['lead_id']), answers: ours.findIndex((o) => o.id === m['answers']) })),
      threads: (await tx.many<Record<string, any>>(sql`select id, subject, class, class_by, unread, status, follows, lead_id, snippet, last_in_at is null as silent from threads where mailbox_id = ${box.id} order by id`)).map((t) => ({ ...t, id: threads.indexOf(t['id']), follows: threads.indexOf(t['follows']), lead_id: who(t['lead_id']) })).sort((a, b) => a.id - b.id),
      // Of each lead, and of those nobody was found for, in the order in which they were told.
      facts: facts.map((f) => ({ ...f, lead_id: who(f['lead_id']), mail: mails.findIndex((m) => m['id'] === f['mail']) })).sort((a, b) => a.lead_id - b.lead_id),
      leads: await tx.many(sql`select email, status, replied_at is not null as replied, bounced_at is not null as bounced, opted_out_at is not null as out from leads where id = any(${leads.map((l) => l.id)}::uuid[]) order by email`),
      silent: await tx.many(sql`select value, reason from suppressions where value like ${`%-${tag}.example`} order by value`),
    })
  })
  return { box, write, outcome }
}

test('together they mean what they mean one after the other', async () => {
  await fc.assert(fc.asyncProperty(fc.array(mailOf, { minLength: 2, maxLength: 14 }), async (mails) => {
    const [one, all] = [await world(), await world()]
    const drop = (w: typeof one, { who, kind }: (typeof mails)[number]) => {
      const text = w.write({ who, kind })
      w.box.drop(text)
      if (kind === 'twice') w.box.drop(`Received: by another.example\n${text}`)
    }
    for (const mail of mails) {
      drop(one, mail)
      await sync(one.box)
      drop(all, mail)
    }
    await sync(all.box)
    assert.deepEqual(await all.outcome(), await one.outcome())
  }), { numRuns: 12, seed: 5 })
})

test('a mail that follows from another one in the same batch waits for it', () => {
  const mail = (id: string, answers: string[] = [], identity = id) => ({ mail: { messageId: id, inReplyTo: answers, references: [] }, at: { identity } }) as never
  const ids = (all: unknown[]) => beforeTheFirstThatFollows(all as never[]).length
  assert.equal(ids([mail('a'), mail('b'), mail('c')]), 3)
  assert.equal(ids([mail('a'), mail('b', ['a']), mail('c')]), 1, 'an answer to one of them')
  assert.equal(ids([mail('a', ['x']), mail('b', ['x'])]), 1, 'two that answer the same mail')
  assert.equal(ids([mail('a'), mail('a', [], 'a')]), 1, 'the very same mail')
  assert.equal(ids([mail('a'), mail('a', [], 'another')]), 2, 'the same id with another text')
})
