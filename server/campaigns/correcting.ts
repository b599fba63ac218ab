// Something wrong was sent: exactly who got it, who did not, and one mail that puts it right for those who did. It is planned like
// any other mail, so it keeps to the pace of its mailbox, and it answers the mail it corrects. It belongs to no enrollment: a
// campaign that is paused to be mended does not hold it back.
import type { z } from 'zod'
import type { CorrectionPreview, CorrectionSent, WhoGot } from '#contract/campaign-control'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { notFound, Refusal, refuse } from '#platform/refuse'
import { findLeads, lockContactable, nameOf } from '#leads'
import { mailsOfStep, planMessage, type StepMail } from '#sending'
import { previewTemplate } from '#writing'
import { correctionById, insertCorrection, leadsIn, noteCorrected, withCorrection } from './correction-store.ts'
import { correctionSent } from './events.ts'
import { correctionJob } from './queues.ts'
import { campaignById, stepsOf } from './store.ts'

interface Text { subject: string; body: string }
const left: readonly string[] = ['accepted', 'unconfirmed']
const atOnce = 25

export async function whoGot(tx: Tx, campaignId: string, stepId: string): Promise<z.output<typeof WhoGot>> {
  await mustHaveStep(tx, campaignId, stepId)
  const mails = once(await mailsOfStep(tx, campaignId, stepId))
  const got = mails.filter((m) => m.state === 'accepted'), onTheWay = mails.length - got.length
  const { open, over } = await countsWithout(tx, campaignId, mails)
  const leads = new Map((await findLeads(tx, got.slice(0, 100).map((m) => m.leadId))).map((l) => [l.id, l]))
  return {
    got: got.length, onTheWay, notYet: open, never: over,
    sentence: `${got.length.toLocaleString('en')} ${got.length === 1 ? 'lead has' : 'leads have'} it; ${open.toLocaleString('en')} ${open === 1 ? 'has' : 'have'} not.${onTheWay ? ` ${onTheWay} ${onTheWay === 1 ? 'is' : 'are'} leaving at this moment or in doubt.` : ''}`,
    gotIt: got.slice(0, 100).flatMap((m) => { const l = leads.get(m.leadId); return l ? [{ leadId: l.id, name: nameOf(l), email: l.email, at: m.at.toISOString() }] : [] }),
  }
}

async function countsWithout(tx: Tx, campaignId: string, mails: StepMail[]): Promise<{ open: number; over: number }> {
  const had = new Set(mails.map((m) => m.leadId))
  let open = 0, over = 0
  for (const row of await leadsIn(tx, campaignId)) if (!had.has(row.leadId)) { if (row.over) over++; else open++ }
  return { open, over }
}

export async function previewTheCorrection(tx: Tx, campaignId: string, stepId: string, text: Text): Promise<z.output<typeof CorrectionPreview>> {
  const step = await mustHaveStep(tx, campaignId, stepId)
  const mails = once(await mailsOfStep(tx, campaignId, stepId)).filter((m) => left.includes(m.state))
  const { may, not } = await sorted(tx, mails)
  const leads = new Map((await findLeads(tx, may.slice(0, 3).map((m) => m.leadId))).map((l) => [l.id, l]))
  const examples = []
  for (const mail of may.slice(0, 3)) {
    const shown = await previewTemplate(tx, { leadId: mail.leadId, subject: text.subject, body: text.body })
    const problem = shown.problems[0]
    if (problem) throw refuse('tag_unknown', problem.sentence, { field: problem.field })
    examples.push({ leadId: mail.leadId, name: nameOf(leads.get(mail.leadId)!), subject: shown.subject || `Re: ${step.subject || 'the mail it corrects'}`, body: shown.body })
  }
  return { recipients: may.length, leftOut: not.slice(0, 100), examples, sentence: `${may.length.toLocaleString('en')} ${may.length === 1 ? 'lead gets' : 'leads get'} it${not.length ? `; ${not.length} may not be written to` : ''}.` }
}

export async function sendTheCorrection(tx: Tx, campaignId: string, stepId: string, text: Text): Promise<z.output<typeof CorrectionSent>> {
  const preview = await previewTheCorrection(tx, campaignId, stepId, text)
  if (!preview.recipients) throw refuse('nobody', 'Nobody who got this mail may be written to.')
  const { id } = await insertCorrection(tx, { campaignId, stepId, ...text, by: tx.actor.name })
  if (await correctSome(tx, id)) await enqueue(tx, correctionJob, { correctionId: id })
  await announce(tx, correctionSent, { campaignId, stepId, leads: preview.recipients })
  return { id, planned: preview.recipients, leftOut: preview.leftOut.length, sentence: `${preview.recipients} ${preview.recipients === 1 ? 'correction leaves' : 'corrections leave'} now, at the pace of ${preview.recipients === 1 ? 'its mailbox' : 'their mailboxes'}.` }
}

/** Some of those who got it and have not been written to; true while there are more. Doing it again changes nothing. */
export async function correctSome(tx: Tx, id: string): Promise<boolean> {
  const c = await correctionById(tx, id)
  if (!c) return false
  const done = new Set(await withCorrection(tx, id))
  // Who gets it was decided when it was ordered: mails that left after that had the new text.
  const mails = once(await mailsOfStep(tx, c.campaignId, c.stepId)).filter((m) => left.includes(m.state) && m.at <= c.createdAt && !done.has(m.leadId))
  const some = mails.slice(0, atOnce), { may, not } = await sorted(tx, some)
  for (const { leadId, sentence } of not) await noteCorrected(tx, id, leadId, null, sentence)
  for (const mail of may) {
    const shown = await previewTemplate(tx, { leadId: mail.leadId, subject: c.subject, body: c.body })
    // A tag that is empty for this lead must not reach it as a tag.
    if (shown.problems[0]) { await noteCorrected(tx, id, mail.leadId, null, shown.problems[0].sentence); continue }
    try {
      const { id: messageId } = await planMessage(tx, {
        leadId: mail.leadId, mailboxId: mail.mailboxId, subject: shown.subject, bodyText: shown.body, dueAt: tx.now, origin: 'campaign', answers: mail.id,
      })
      await noteCorrected(tx, id, mail.leadId, messageId, null)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await noteCorrected(tx, id, mail.leadId, null, error.message)
    }
  }
  return mails.length > some.length
}

async function sorted(tx: Tx, mails: StepMail[]): Promise<{ may: StepMail[]; not: { leadId: string; name: string; sentence: string }[] }> {
  const leads = new Map((await findLeads(tx, mails.map((m) => m.leadId))).map((l) => [l.id, l]))
  const obstacles = await lockContactable(tx, [...leads.values()].map((l) => ({ leadId: l.id, address: l.email })))
  const may: StepMail[] = [], not: { leadId: string; name: string; sentence: string }[] = []
  for (const mail of mails) {
    const lead = leads.get(mail.leadId), obstacle = lead ? obstacles.get(lead.id) : { sentence: 'The lead does not exist any more.' }
    if (obstacle) not.push({ leadId: mail.leadId, name: lead ? nameOf(lead) : 'Deleted lead', sentence: obstacle.sentence })
    else may.push(mail)
  }
  return { may, not }
}

const once = (mails: StepMail[]): StepMail[] => [...new Map(mails.toReversed().map((m) => [m.leadId, m])).values()].toReversed()

async function mustHaveStep(tx: Tx, campaignId: string, stepId: string) {
  const step = (await campaignById(tx, campaignId)) && (await stepsOf(tx, [campaignId])).find((s) => s.id === stepId)
  if (!step) throw notFound('step')
  return step
}
