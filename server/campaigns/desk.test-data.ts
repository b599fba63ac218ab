// The desk at which the stories of this room are told: a campaign of three template mails, a mailbox, and the clock.
import assert from 'node:assert/strict'
import type { House } from '#test/house'
import { sql, type Tx } from '#platform/db'
import { announce } from '#platform/events'
import { replyReceived } from '#inbox'
import { lockLead } from '#leads'
import { addMailbox } from '#mailboxes'
import { messageSent } from '#sending'
import { approvePassing } from '#writing'

/** 08:00 in Berlin: the office window opens in an hour. */
export const monday = '2026-11-23T07:00:00Z'

export type Desk = Awaited<ReturnType<typeof desk>>

export async function desk(h: House) {
  const api = await h.api()
  const mailboxId = (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'sam@acme-sales.example', fromName: 'Sam Carter', practice: { pace: 'real' } }))).id

  /** A campaign of template mails, so that nothing depends on what a writer finds to say. */
  async function campaign(name: string, leadIds: string[], more: object = {}): Promise<string> {
    const mail = (no: number) => ({ kind: 'email', mode: 'template', subject: no === 1 ? 'A question about your team' : '', body: `Hello {{first_name|there}},\n\nthis is mail ${no} of a short talk about how your team works today. May I ask who looks after it?\n\nSam Carter` })
    const made = await api('POST', '/campaigns', { name, mailboxIds: [mailboxId], steps: [mail(1), { kind: 'wait', waitAmount: 2, waitUnit: 'business_days' }, mail(2), { kind: 'wait', waitAmount: 3, waitUnit: 'business_days' }, mail(3)], ...more })
    assert.equal(made.status, 200, JSON.stringify(made.body))
    const taken = leadIds.length ? await api('POST', `/campaigns/${made.body.id}/enrollments`, { leadIds }) : { status: 200, body: null }
    assert.equal(taken.status, 200, JSON.stringify(taken.body))
    await h.runLater()
    return made.body.id
  }

  const enrollments = async (id: string) => (await api('GET', `/campaigns/${id}/enrollments?limit=200`)).body.items as any[]
  const approveEvery = async (tx: Tx, id: string): Promise<void> => {
    await tx.run(sql`update drafts set checks = '[]', status = 'ready' where campaign_id = ${id} and status = 'needs_review'`)
    await approvePassing(tx, id)
  }
  return {
    api, mailboxId, campaign, enrollments,
    enrollmentOf: async (id: string, leadId: string) => (await enrollments(id)).find((e) => e.leadId === leadId),
    mails: (id: string) => h.world.read((tx) => tx.many<any>(sql`select id, lead_id, enrollment_id, step_id, step_no, draft_id, state, reason_code, due_at, window_end, needs_look, subject, in_reply_to from messages where campaign_id = ${id} order by planned_at, step_no`)),
    approveAll: async (id: string) => { await h.world.write((tx) => approveEvery(tx, id)); await h.runLater() },
    launch: (id: string) => api('POST', `/campaigns/${id}/launch`, { acceptAmber: true }),
    /** Turns the clock; the person at the desk stays signed in. */
    async to(iso: string): Promise<void> {
      h.clock.set(iso)
      await h.ground.db.transaction(null, { kind: 'system', name: 'test' }, 'write', (tx) => tx.run(sql`update sessions set last_seen_at = ${tx.now}, expires_at = ${tx.now}::timestamptz + interval '30 days'`))
    },
    /** The post office did its work: what the ledger would say after a real sending. */
    async leaves(messageId: string): Promise<void> {
      await h.world.write(async (tx) => {
        const m = await tx.one<any>(sql`update messages set state = 'accepted', accepted_at = ${tx.now}, handed_at = ${tx.now} where id = ${messageId} returning *`)
        await announce(tx, messageSent, { messageId, mailboxId: m.mailbox_id, leadId: m.lead_id, campaignId: m.campaign_id, enrollmentId: m.enrollment_id, stepId: m.step_id, stepNo: m.step_no, tone: m.tone, origin: 'campaign' })
      })
      await h.runLater()
    },
    async answers(leadId: string): Promise<void> {
      await h.world.write(async (tx) => {
        await lockLead(tx, leadId)
        await announce(tx, replyReceived, { leadId, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId, class: 'interested', from: 'lead@example.com' })
      })
    },
    async lead(email: string, firstName: string): Promise<string> {
      const made = await api('POST', '/leads', { email, firstName, timeZone: 'Europe/Berlin' })
      assert.equal(made.status, 200, JSON.stringify(made.body))
      return made.body.id
    },
  }
}
