// What an automatic answer leaves to people: to be there when somebody is back, and to find out who came after somebody who has left.
import { findLead, nameOf } from '#leads'
import { findMailbox } from '#mailboxes'
import type { Tx } from '#platform/db'
import { later, laterBatch } from '#platform/events'
import { askOnce } from '#tasks'
import { enrollmentById } from './enrollment-store.ts'
import { enrollmentPostponed, enrollmentStopped } from './events.ts'
import { isZone, localDate } from './schedule.ts'
import { campaignById } from './store.ts'

export const leftToPeople = [
  later(enrollmentPostponed, async (world, e) => { if (e.code === 'out_of_office') await world.write((tx) => whenBack(tx, e.enrollmentId, e.at)) }),
  laterBatch(enrollmentStopped, async (world, events) => {
    for (const e of events) if (e.code === 'left_company') await world.write((tx) => whoCameAfter(tx, e.enrollmentId, e.at))
  }),
]

async function whenBack(tx: Tx, enrollmentId: string, since: Date): Promise<void> {
  const row = await enrollmentById(tx, enrollmentId)
  // Answered or resumed meanwhile: there is nobody to wait for.
  if (row?.state !== 'paused' || row.reasonCode !== 'out_of_office' || !row.resumeAt) return
  const it = await about(tx, row)
  if (it) await askOnce(tx, {
    ...it.task, asks: 'return', since, dueOn: localDate(row.resumeAt, row.timeZone && isZone(row.timeZone) ? row.timeZone : 'UTC'),
    title: `Catch up with ${it.name}, who is back`, why: `Was out of office. ${it.campaign} goes on by itself from this day.`,
  })
}

async function whoCameAfter(tx: Tx, enrollmentId: string, since: Date): Promise<void> {
  const row = await enrollmentById(tx, enrollmentId), it = row && (await about(tx, row))
  if (it) await askOnce(tx, { ...it.task, asks: 'successor', since, dueOn: null, title: `Find out who came after ${it.name}`, why: `An automatic answer says that they have left${it.company ? ` ${it.company}` : ' the company'}. ${it.campaign} stopped for them.` })
}

/** It is the lead's owner who is asked, else whose mailbox it was written from. */
async function about(tx: Tx, row: { leadId: string; campaignId: string; mailboxId: string | null }) {
  const lead = await findLead(tx, row.leadId), campaign = await campaignById(tx, row.campaignId)
  if (!lead || !campaign) return undefined
  const ownerId = lead.ownerId ?? (row.mailboxId ? ((await findMailbox(tx, row.mailboxId))?.ownerId ?? null) : null)
  return { name: nameOf(lead), company: lead.companyName, campaign: campaign.name, task: { leadId: lead.id, campaignId: campaign.id, ownerId } }
}
