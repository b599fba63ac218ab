// Making and changing campaigns. The shape of the steps is free while a draft; texts, waits, hours and mailboxes may be
// changed at any time and reach everybody who has not had the step.
import type { z } from 'zod'
import type { CampaignChange, CampaignInput, EditPreview, StepChange, StepInput } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import { findWorkspace } from '#accounts'
import { domainsOf, mailboxesByIds, mayUse } from '#mailboxes'
import { countsOfCampaigns } from '#sending'
import { approvePassing, supersedeDrafts } from '#writing'
import { checkHours, emptyStep, mustBeDraft, mustNotBeArchived, quietByDefault, usualSteps, type Campaign, type NewStep, type Step } from './campaign.ts'
import { mayPass } from './checking.ts'
import { matchSoon } from './choosing.ts'
import { conduct } from './conducting.ts'
import { rowsUnderWay, type Enrollment } from './enrollment-store.ts'
import { campaignCreated, stepChanged } from './events.ts'
import { lookJob } from './queues.ts'
import { mustLock, placeAnew } from './running.ts'
import { frameOf, situationsOf } from './situations.ts'
import { keepVersion } from './reshaping.ts'
import { textOf, textsOf } from './versions.ts'
import { campaignById, dropStep, insertCampaign, insertStep, mailboxIdsOf, putInOrder, rewriteCampaign, rewriteStep, setMailboxes, setRules, stepsOf, type Fields } from './store.ts'

export async function createCampaign(tx: Tx, input: CampaignInput): Promise<Campaign> {
  const { timeZone } = await findWorkspace(tx)
  const { steps, mailboxIds, ...given } = input
  const fields: Fields = {
    offerId: null, tone: 'friendly', approval: 'all', timeZone, days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: quietByDefault(tx.now),
    trackOpens: false, trackClicks: false, unsubscribeHeader: true, stopCompany: false, ...defined(given),
  }
  checkHours(fields)
  const campaign = await insertCampaign(tx, { ...fields, days: tidyDays(fields.days) }, tx.actor.kind === 'user' ? tx.actor.userId : null)
  const list: NewStep[] = steps ? steps.map(({ position: _, ...s }) => ({ ...emptyStep(s.kind), ...defined(s) })) : usualSteps()
  if (list.some((s) => s.parentId || s.kind === 'condition')) throw refuse('shape_later', 'Conditions are added when the campaign is there: save its steps as a whole.', { field: 'steps' })
  for (const [i, step] of list.entries()) await insertStep(tx, campaign.id, i + 1, step)
  if (mailboxIds) await chooseMailboxes(tx, campaign.id, mailboxIds)
  await announce(tx, campaignCreated, { campaignId: campaign.id, name: campaign.name })
  await liveChanged(tx, 'campaigns')
  return campaign
}

export async function duplicateCampaign(tx: Tx, id: string, name: string | undefined): Promise<Campaign> {
  const old = await campaignById(tx, id)
  if (!old) throw notFound('campaign')
  const copy = await insertCampaign(tx, { ...old, name: name ?? `${old.name} (copy)`.slice(0, 160) }, tx.actor.kind === 'user' ? tx.actor.userId : null)
  const ids = new Map<string, string>()
  for (const step of await stepsOf(tx, [id])) ids.set(step.id, (await insertStep(tx, copy.id, step.position, { ...step, parentId: step.parentId && (ids.get(step.parentId) ?? null) })).id)
  await setMailboxes(tx, copy.id, await mailboxIdsOf(tx, id))
  await setRules(tx, copy.id, old.rules)
  await announce(tx, campaignCreated, { campaignId: copy.id, name: copy.name })
  await liveChanged(tx, 'campaigns')
  return copy
}

export async function changeCampaign(tx: Tx, id: string, change: CampaignChange): Promise<void> {
  const campaign = await mustLock(tx, id)
  mustNotBeArchived(campaign)
  const { mailboxIds, ...fields } = change
  const next = { ...campaign, ...defined(fields) }
  checkHours(next)
  await rewriteCampaign(tx, id, { ...next, days: tidyDays(next.days) })
  if (mailboxIds) await chooseMailboxes(tx, id, mailboxIds, campaign.status !== 'draft')
  if (campaign.approval === 'all' && next.approval === 'automatic') await approvePassing(tx, id)
  if (JSON.stringify(hoursText(campaign)) !== JSON.stringify(hoursText(next))) await placeAnew(tx, campaign)
  await liveChanged(tx, 'campaigns')
}

const hoursText = ({ timeZone, days, windowStart, windowEnd, quiet }: Fields) => ({ timeZone, days, windowStart, windowEnd, quiet })

async function chooseMailboxes(tx: Tx, id: string, mailboxIds: string[], launched = false): Promise<void> {
  const found = await mailboxesByIds(tx, mailboxIds), before = await mailboxIdsOf(tx, id)
  const missing = mailboxIds.some((m) => !found.some((f) => f.id === m))
  if (missing || found.some((m) => !mayUse(tx.actor, m) && !before.includes(m.id))) throw refuse('no_such_mailbox', 'One of these mailboxes does not exist, or you may not use it.', { field: 'mailboxIds' })
  const kinds = new Set(found.map((m) => m.kind))
  if (kinds.size > 1 && kinds.has('practice')) throw refuse('mixed_mailboxes', 'A campaign uses practice mailboxes or real ones, not both.', { field: 'mailboxIds' })
  // What stops a launch stops a mailbox that comes later, too.
  if (launched && !mayPass(tx.actor)) for (const { domain, report } of await domainsOf(tx, found.filter((m) => !before.includes(m.id))))
    if (report?.dmarc === 'missing') throw refuse('no_dmarc', `${domain} has no DMARC record, so receivers may refuse or hide its mails. Add one, or let a manager choose this mailbox.`, { field: 'mailboxIds' })
  await setMailboxes(tx, id, mailboxIds)
  await matchSoon(tx, id)
}

// ── Steps ──

export async function addStep(tx: Tx, id: string, input: StepInput): Promise<void> {
  mustBeDraft(await mustLock(tx, id))
  const { position, ...given } = input
  const steps = await stepsOf(tx, [id])
  if (steps.length >= 40) throw refuse('too_many_steps', 'A campaign has at most 40 steps.')
  const next = { ...emptyStep(given.kind), ...defined(given) }
  if (next.parentId && (steps.find((s) => s.id === next.parentId)?.kind !== 'condition' || !next.branch)) throw refuse('no_such_path', 'That condition is not in this campaign, or the path is missing.', { field: 'parentId' })
  if (next.kind === 'condition' && !next.test) throw refuse('no_test', 'Say what the condition asks for.', { field: 'test' })
  const step = await insertStep(tx, id, steps.length + 1, next)
  const order = steps.map((s) => s.id)
  order.splice(Math.min(position ?? order.length + 1, order.length + 1) - 1, 0, step.id)
  await putInOrder(tx, order)
  await enqueue(tx, lookJob, { campaignId: id })
  await liveChanged(tx, 'campaigns')
}

export async function orderSteps(tx: Tx, id: string, stepIds: string[]): Promise<void> {
  mustBeDraft(await mustLock(tx, id))
  const steps = await stepsOf(tx, [id])
  if (new Set(stepIds).size !== steps.length || steps.some((s) => !stepIds.includes(s.id))) throw refuse('other_steps', 'The steps have changed meanwhile. Please look at the list again.', { status: 409 })
  await putInOrder(tx, stepIds)
  await liveChanged(tx, 'campaigns')
}

export async function removeStep(tx: Tx, id: string, stepId: string): Promise<void> {
  mustBeDraft(await mustLock(tx, id))
  const steps = await stepsOf(tx, [id])
  if (!steps.some((s) => s.id === stepId)) return
  // A condition goes with both of its paths.
  const gone = new Set([stepId])
  for (const s of steps) if (s.parentId && gone.has(s.parentId)) gone.add(s.id)
  for (const one of gone) await dropStep(tx, one)
  await supersedeDrafts(tx, { enrollmentIds: (await rowsUnderWay(tx, id)).map((e) => e.id), stepId, approvedToo: true })
  await putInOrder(tx, steps.filter((s) => !gone.has(s.id)).map((s) => s.id))
  await enqueue(tx, lookJob, { campaignId: id })
  await liveChanged(tx, 'campaigns')
}

/** What a change of this step's text would reach. */
export async function previewEdit(tx: Tx, id: string, stepId: string): Promise<z.output<typeof EditPreview>> {
  await mustHaveStep(tx, id, stepId)
  const reach = await reachOf(tx, id, stepId)
  const sentence = reach.reaches === 0
    ? 'Nobody is waiting for this step; the new text is for those who come in later.'
    : `${reach.reaches} ${reach.reaches === 1 ? 'lead' : 'leads'} will get the new text${reach.alreadySent ? `; ${reach.alreadySent} had the old one` : ''}.${reach.approvedDrafts ? ` ${reach.approvedDrafts} approved ${reach.approvedDrafts === 1 ? 'mail stays' : 'mails stay'} as approved unless you say otherwise.` : ''}`
  const { reaches, alreadySent, unapprovedDrafts, approvedDrafts, planned } = reach
  return { reaches, alreadySent, unapprovedDrafts, approvedDrafts, planned, sentence }
}

/** Saves the step. A new text has unapproved drafts written anew; approved ones only when asked for, and these are approved anew. */
export async function changeStep(tx: Tx, id: string, stepId: string, change: StepChange, alsoApproved: boolean): Promise<void> {
  const campaign = await mustLock(tx, id)
  mustNotBeArchived(campaign)
  const old = await mustHaveStep(tx, id, stepId)
  const next: NewStep = { ...old, ...defined(change) }
  if (next.kind === 'condition' && !next.test) throw refuse('no_test', 'Say what the condition asks for.', { field: 'test' })
  const before = await stepsOf(tx, [id])
  const saved = await rewriteStep(tx, stepId, next)
  await keepVersion(tx, campaign, before, await stepsOf(tx, [id]))
  await announce(tx, stepChanged, { campaignId: id, stepId, version: saved.version, before: textOf(old), after: textOf(saved) })
  await liveChanged(tx, 'campaigns')
  if (old.kind === 'wait') return placeAnew(tx, campaign)
  if (old.kind === 'condition' || old.kind === 'task') return void (await enqueue(tx, lookJob, { campaignId: id }))
  if (JSON.stringify(textsOf(old)) === JSON.stringify(textsOf(saved))) return
  const { unapproved, approved } = await reachOf(tx, id, stepId)
  const anew = alsoApproved ? [...unapproved, ...approved] : unapproved
  await supersedeDrafts(tx, { enrollmentIds: anew.map((row) => row.id), stepId, approvedToo: alsoApproved })
  // A mail that was planned with the old text is taken back by the look: it is not what is approved any more.
  for (let i = 0; i < anew.length; i += 100) await conduct(tx, anew.slice(i, i + 100), { type: 'look' })
}

async function reachOf(tx: Tx, id: string, stepId: string) {
  const frame = (await frameOf(tx, id))!
  const rows = await rowsUnderWay(tx, id)
  const seen = await situationsOf(tx, new Map([[id, frame]]), rows)
  const unapproved: Enrollment[] = [], approved: Enrollment[] = []
  let reaches = 0, planned = 0
  for (const row of rows) {
    const s = seen.get(row.id)!
    const mail = s.mails.find((m) => m.stepId === stepId), draft = s.drafts.find((d) => d.stepId === stepId && d.status !== 'superseded')
    if (mail && ['handed', 'accepted', 'unconfirmed'].includes(mail.state)) continue
    if (row.skipped.includes(stepId)) continue
    reaches++
    const open = mail && ['planned', 'due', 'claimed', 'held'].includes(mail.state)
    if (draft?.status === 'approved') { approved.push(row); if (open) planned++ }
    else if (draft) unapproved.push(row)
  }
  const sentStates = ['handed', 'accepted', 'unconfirmed']
  const alreadySent = (await countsOfCampaigns(tx, [id])).filter((c) => c.stepId === stepId && sentStates.includes(c.state)).reduce((n, c) => n + c.n, 0)
  return { reaches: reaches - approved.length, alreadySent, unapprovedDrafts: unapproved.length, approvedDrafts: approved.length, planned, unapproved, approved }
}

async function mustHaveStep(tx: Tx, id: string, stepId: string): Promise<Step> {
  const step = (await stepsOf(tx, [id])).find((s) => s.id === stepId)
  if (!step) throw notFound('step')
  return step
}

const tidyDays = (days: number[]): number[] => [...new Set(days)].sort()

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
const defined = <T extends object>(object: T): Defined<T> => Object.fromEntries(Object.entries(object).filter(([, v]) => v !== undefined)) as Defined<T>
