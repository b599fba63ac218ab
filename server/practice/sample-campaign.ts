// The campaigns: steps, who is in them, what was written and approved, and how far each lead has come.
import { randomUUID } from 'node:crypto'
import type { Book, Row } from './sample-book.ts'
import { toneOf, waits, type SampleCampaign, type SampleRun } from './sample-history.ts'
import { putMail } from './sample-mail.ts'
import { bodyOf, tones, write, type Written } from './sample-texts.ts'
import { storyOf } from './story.ts'
import type { OurMail } from './answers.ts'

export interface Placed { campaign: SampleCampaign; id: string; steps: string[] }
export interface Enrolled extends Row { enrollmentId: string; leadId: string; campaignId: string }

export function putCampaign(book: Book, campaign: SampleCampaign): Placed {
  const { key, name, launchedDaysAgo, pausedDaysAgo, mails, tracked, leads } = campaign
  const id = randomUUID(), created = book.ago((launchedDaysAgo ?? 1) + 1), launched = launchedDaysAgo === null ? null : book.ago(launchedDaysAgo), paused = pausedDaysAgo === null ? null : book.ago(pausedDaysAgo)
  const reason = paused ? 'To read the first answers (sample data).' : null
  book.put('campaigns', {
    id, name, status: { running: 'active', paused: 'paused', draft: 'draft' }[key], offer_id: book.ids.offer, tone: 'friendly', approval: 'all', time_zone: book.scene.timeZone,
    days: [1, 2, 3, 4, 5], window_start: '09:00', window_end: '17:00', quiet: [], track_opens: tracked, track_clicks: tracked, unsubscribe_header: true, audience: {},
    created_by: book.scene.userId, created_at: created, launched_at: launched, paused_at: paused, pause_reason: reason,
  })
  book.put('campaign_mailboxes', { campaign_id: id, mailbox_id: book.ids.mailbox })
  book.happened('campaign.created', created, { campaignId: id, name }, book.user)
  if (launched) book.happened('campaign.launched', launched, { campaignId: id, name, leads }, book.user)
  if (paused) book.happened('campaign.paused', paused, { campaignId: id, name, reason }, book.user)
  return { campaign, id, steps: putSteps(book, id, mails) }
}

function putSteps(book: Book, campaignId: string, mails: number): string[] {
  const usual = { campaign_id: campaignId, wait_unit: 'business_days', mode: 'written', subject: '', body: '', same_thread: true, version: 1 }
  return Array.from({ length: mails }, (_, i) => {
    const id = randomUUID()
    if (i > 0) book.put('steps', { id: randomUUID(), ...usual, position: 2 * i, kind: 'wait', wait_amount: waits[i - 1], intent: '' })
    book.put('steps', { id, ...usual, position: 2 * i + 1, kind: 'email', wait_amount: 0, intent: intents[i] })
    return id
  })
}

export async function putRun(book: Book, placed: Placed, run: SampleRun): Promise<void> {
  const { campaign, id: campaignId, steps } = placed
  const lead = book.leads.get(run.person.email)!, taken = book.ago((campaign.launchedDaysAgo ?? 1) + 0.5)
  const who: Enrolled = { enrollmentId: randomUUID(), leadId: lead['id'] as string, campaignId }
  book.happened('enrollment.started', taken, who, book.user)
  const last = run.sends.at(-1), lastStepId = last ? steps[last.step - 1] : null, end = run.end && ends[run.end], endedAt = run.end ? (last!.reactedAt ?? last!.at) : null
  const drafts = steps.map((stepId, i) => putDraft(book, placed, run, who, stepId, i + 1, taken))
  book.put('enrollments', {
    id: who.enrollmentId, campaign_id: campaignId, lead_id: who.leadId, mailbox_id: book.ids.mailbox, tone: run.tone, company_id: lead['company_id'], time_zone: run.person.company.timeZone,
    researched: true, brief_asked_at: taken, briefed_at: taken, state: campaign.key === 'draft' ? 'waiting_approval' : end ? end.state : run.sends.length ? 'waiting' : 'ready',
    reason: end?.sentence ?? null, reason_code: end?.code ?? null, step_no: Math.min(run.sends.length + 1, steps.length), next_at: campaign.key === 'running' ? run.nextAt : null,
    last_sent_at: last?.at ?? null, last_step_id: lastStepId, created_at: taken, updated_at: endedAt ?? last?.at ?? taken, ended_at: endedAt,
  })
  const before: OurMail[] = []
  for (const send of run.sends) await putMail(book, { campaign, run, who, send, stepId: steps[send.step - 1]!, draft: drafts[send.step - 1]!, before })
  if (end && endedAt) book.happened(run.end === 'finished' ? 'enrollment.finished' : 'enrollment.stopped', endedAt, { ...who, stepId: lastStepId, code: end.code, sentence: end.sentence })
}

export interface SampleDraft { id: string; written: Written }

function putDraft(book: Book, { campaign }: Placed, run: SampleRun, who: Enrolled, stepId: string, stepNo: number, at: Date): SampleDraft {
  const id = randomUUID(), waiting = campaign.key === 'draft', { facts } = book.companies.get(run.person.company.domain)!
  const compose = (tone: Written['tone']) => write(run.person, storyOf(run.person.company), stepNo, tone, facts, book.scene.sender.split(' ')[0]!)
  const written = compose(toneOf(run.tone, stepNo)), intent = intents[stepNo - 1]
  book.put('drafts', {
    id, lead_id: who.leadId, campaign_id: who.campaignId, enrollment_id: who.enrollmentId, step_id: stepId, step_no: stepNo, status: waiting ? 'ready' : 'approved', tone: written.tone,
    variants: tones.map(compose).map((one) => ({ tone: one.tone, subject: one.subject, body: bodyOf(one), sentences: sentences(one), checks: [] })),
    subject: written.subject, body: bodyOf(written), sentences: sentences(written), checks: [], plans: {}, edited: false, writer: 'built-in', researched: true, tries: 0,
    wanted: { totalSteps: campaign.mails, mode: 'written', intent, subject: '', body: '', tone: run.tone, offerId: book.ids.offer, autoApprove: false },
    approved_by: waiting ? null : book.scene.sender, approved_at: waiting ? null : at, sent_at: run.sends[stepNo - 1]?.at ?? null, created_at: at, updated_at: at,
  })
  book.happened('draft.ready', at, { draftId: id, ...who, stepId, needsReview: false })
  if (!waiting) book.happened('draft.approved', at, { draftId: id, ...who, stepId, tone: written.tone, edited: false, automatic: false }, book.user)
  return { id, written }
}

const sentences = (one: Written) => one.paragraphs.flat().map(({ text, source, factId }) => ({ text, source, factIds: factId ? [factId] : [] }))

const intents = ['A first hello: why we write to this person now, and one easy question.', 'A second thought that adds something new, in the same thread.', 'A short goodbye that leaves a door open.']
const ends: Record<NonNullable<SampleRun['end']>, { state: string; code: string; sentence: string }> = {
  replied: { state: 'stopped', code: 'replied', sentence: 'Answered; nothing more is sent.' },
  bounced: { state: 'stopped', code: 'bounced', sentence: 'The address does not exist any more; nothing more is sent.' },
  opted_out: { state: 'stopped', code: 'opted_out', sentence: 'Asked not to be written to; nothing more is sent.' },
  finished: { state: 'finished', code: 'all_sent', sentence: 'All mails were sent.' },
}
