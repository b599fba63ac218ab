// Leads who have had the first mail of a campaign, and what comes from them: letterboxes in memory, the clock at noon of that day.
import assert from 'node:assert/strict'
import { sql } from '#platform/db'
import { syncMailbox } from '#inbox'
import { fakeLetterbox, type FakeLetterbox } from '#test/fakes/letterbox'
import type { House } from '#test/house'
import { monday, type Desk } from './desk.test-data.ts'

/** `firstId`, `ours`: the mail that has left, and its Message-ID. */
export interface Written { id: string; leadId: string; email: string; box: FakeLetterbox; firstId: string; ours: string }

export function correspondence(h: House, { campaign, mails, approveAll, launch, to, leaves, lead }: Desk) {
  let n = 0
  return {
    /** A lead whose first mail has left, and whose second has its moment. */
    async written(name: string): Promise<Written> {
      await to(monday)
      const box = await fakeLetterbox(h), email = `${name.toLowerCase()}@${name.toLowerCase()}-${++n}.example`, leadId = await lead(email, name)
      const id = await campaign(`To ${name}`, [leadId], { mailboxIds: [box.id] })
      await approveAll(id)
      assert.equal((await launch(id)).status, 200)
      await to('2026-11-23T12:00:00Z')
      const [first] = await mails(id)
      await leaves(first.id)
      const { ours } = await h.world.read((tx) => tx.one<{ ours: string }>(sql`select message_id as ours from messages where id = ${first.id}`))
      return { id, leadId, email, box, firstId: first.id, ours }
    },
    /** A mail comes in; answers its thread. `alone`: it answers nothing. */
    async comes(it: Written, text: string, more: { from?: string; to?: string; subject?: string; headers?: string; alone?: boolean } = {}): Promise<string> {
      const id = `mail-${++n}@outside.example`
      it.box.drop(`From: ${more.from ?? it.email}\nTo: ${more.to ?? it.box.address}\nSubject: ${more.subject ?? 'Re: A question about your team'}\nDate: Mon, 23 Nov 2026 13:00:00 +0100\nMessage-ID: <${id}>\n${more.alone ? '' : `In-Reply-To: <${it.ours}>\n`}${more.headers ? `${more.headers}\n` : ''}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${text}\n`)
      assert.equal((await syncMailbox(h.world, it.box.id, { force: true })).ok, true)
      await h.runLater()
      return (await h.world.read((tx) => tx.one<{ id: string }>(sql`select thread_id as id from inbox_messages where message_id = ${id}`))).id
    },
  }
}
