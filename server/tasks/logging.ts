// Writing down what was done, from anywhere. A mail is logged once, a call within two minutes is the same call. How a call went may
// stop a campaign: that is announced with the lead held, so it is true at once.
import type { ActivityInput, ActivityView } from '#contract/activities'
import type { Page } from '#contract/contract'
import { may } from '#contract/roles'
import { findCompany } from '#companies'
import { findLead, lockLead, markContacted, nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { messagesByHeader } from '#sending'
import { headerIdOf, isSame, merged, type NewActivity } from './activity.ts'
import { activityPage, holdSubject, insertActivity, lockActivity, near, refuseCalls, removeActivity, rewriteActivity, settingsOf, shownActivity, type ShownActivity } from './activity-store.ts'
import { activityLogged, activityRemoved, personReached } from './events.ts'

export interface Logged { activity: ActivityView | null; merged: boolean; sentence: string }

export async function logActivity(tx: Tx, input: ActivityInput, more: { taskId?: string; meetingId?: string; campaignId?: string; /** The task says what follows. */ quiet?: true } = {}): Promise<Logged> {
  const { outcomes } = await settingsOf(tx)
  const outcome = input.outcome ? outcomes.find((o) => o.key === input.outcome) : undefined
  if (input.kind === 'call' && input.outcome && !outcome) throw refuse('no_such_outcome', 'This outcome is not among those of the workspace.', { field: 'outcome' })
  const lead = input.leadId ? await lockLead(tx, input.leadId) : undefined
  if (input.leadId && !lead) throw refuse('no_such_lead', 'This lead does not exist any more.', { field: 'leadId' })
  if (input.companyId && !(await findCompany(tx, input.companyId))) throw refuse('no_such_company', 'This company does not exist any more.', { field: 'companyId' })
  const at = input.at ? new Date(input.at) : tx.now
  if (at.getTime() > tx.now.getTime() + 60_000) throw refuse('not_yet', 'This has not happened yet. What is still to come is a task or a meeting.', { field: 'at' })
  const headerId = input.kind === 'mail' ? headerIdOf(input.messageId) : null
  const me = tx.actor.kind === 'user' ? tx.actor.userId : null
  const news: NewActivity = {
    kind: input.kind, at, direction: input.direction, note: input.note, outcome: input.outcome ?? null, minutes: input.minutes ?? null, headerId, leadId: input.leadId ?? null, companyId: input.companyId ?? lead?.companyId ?? null,
    dealId: input.dealId ?? null, meetingId: more.meetingId ?? null, taskId: more.taskId ?? null, userId: me, pinned: input.pinned ?? false,
  }
  if (headerId && (await messagesByHeader(tx, [headerId])).length) return { activity: null, merged: true, sentence: 'This mail was sent from here and stands in the timeline already.' }
  await holdSubject(tx, headerId ?? news.leadId ?? news.companyId ?? news.dealId!)
  const known = (await near(tx, news)).find((a) => isSame(a, news))
  const id = known?.id ?? (await insertActivity(tx, news))
  if (known) await rewriteActivity(tx, merged(known, news))
  else {
    await announce(tx, activityLogged, { activityId: id, kind: news.kind, direction: news.direction, happenedAt: at.toISOString(), ...(outcome && { outcome: outcome.label }), ...(news.leadId && { leadId: news.leadId }), ...(news.companyId && { companyId: news.companyId }), ...(news.dealId && { dealId: news.dealId }) })
    if (lead && news.direction === 'out' && (news.kind === 'call' || news.kind === 'linkedin' || news.kind === 'mail')) await markContacted(tx, lead.id, at)
  }
  if (lead && outcome && !more.quiet) await heedOutcome(tx, lead.id, outcome.effect, outcome.label, more.campaignId)
  await liveChanged(tx, 'tasks')
  return { activity: await show(tx, id), merged: known !== undefined, sentence: known ? 'The same is logged already; what is new was added to it.' : 'Logged.' }
}

/** With the lead held. What a call says to the campaigns: in the same breath. */
export async function heedOutcome(tx: Tx, leadId: string, effect: string, label: string, campaignId?: string): Promise<void> {
  if (effect !== 'stop' && effect !== 'never_call') return
  if (effect === 'never_call') await refuseCalls(tx, leadId, tx.actor.kind === 'user' ? tx.actor.userId : null)
  await announce(tx, personReached, { leadId, via: 'call', outcome: label, refused: effect === 'never_call', ...(campaignId && { campaignId }) })
}

export async function listActivities(tx: Tx, q: { leadId?: string | undefined; companyId?: string | undefined; dealId?: string | undefined; kind?: ActivityInput['kind'] | undefined; cursor?: string | undefined; limit: number }): Promise<Page<ActivityView>> {
  const { cursor, limit, ...about } = q
  const rows = await activityPage(tx, { ...about, after: readCursor(cursor), limit: limit + 1 })
  const items = rows.slice(0, limit), last = items.at(-1), { outcomes } = await settingsOf(tx)
  return { items: items.map((a) => viewOf(tx, a, outcomes)), next: rows.length > limit && last ? Buffer.from(JSON.stringify([last.pinned, last.at, last.id])).toString('base64url') : null }
}

export async function changeActivity(tx: Tx, id: string, change: { note?: string | undefined; at?: string | undefined; minutes?: number | null | undefined; pinned?: boolean | undefined }): Promise<ActivityView> {
  const was = await mine(tx, id)
  const at = change.at ? new Date(change.at) : was.at
  if (at.getTime() > tx.now.getTime() + 60_000) throw refuse('not_yet', 'This has not happened yet.', { field: 'at' })
  await rewriteActivity(tx, { ...was, note: change.note ?? was.note, at, minutes: change.minutes === undefined ? was.minutes : change.minutes, pinned: change.pinned ?? was.pinned })
  await liveChanged(tx, 'tasks')
  return show(tx, id)
}

export async function deleteActivity(tx: Tx, id: string): Promise<void> {
  const was = await mine(tx, id)
  await removeActivity(tx, id)
  await announce(tx, activityRemoved, { activityId: id, kind: was.kind, ...(was.leadId && { leadId: was.leadId }), ...(was.companyId && { companyId: was.companyId }), ...(was.dealId && { dealId: was.dealId }) })
  await liveChanged(tx, 'tasks')
}

async function mine(tx: Tx, id: string) {
  const was = await lockActivity(tx, id)
  if (!was) throw notFound('entry')
  if (tx.actor.kind === 'user' && was.userId !== tx.actor.userId && !may(tx.actor.role, 'tasks.manage')) throw refuse('not_yours', 'A colleague wrote this down; a manager may change it.', { status: 403 })
  return was
}

async function show(tx: Tx, id: string): Promise<ActivityView> {
  const row = await shownActivity(tx, id)
  if (!row) throw notFound('entry')
  return viewOf(tx, row, (await settingsOf(tx)).outcomes)
}

const viewOf = (tx: Tx, a: ShownActivity, outcomes: readonly { key: string; label: string }[]): ActivityView => ({
  id: a.id, kind: a.kind, at: a.at.toISOString(), direction: a.direction, note: a.note, outcome: a.outcome, outcomeLabel: a.outcome ? (outcomes.find((o) => o.key === a.outcome)?.label ?? a.outcome.replaceAll('_', ' ')) : null,
  minutes: a.minutes, pinned: a.pinned, lead: a.leadId && a.leadName ? { id: a.leadId, name: a.leadName } : null, company: a.companyId && a.companyName ? { id: a.companyId, name: a.companyName } : null,
  dealId: a.dealId, taskId: a.taskId, meetingId: a.meetingId, by: a.userId ? (a.userName ?? 'A former colleague') : 'Overture', mine: tx.actor.kind === 'user' && a.userId === tx.actor.userId, createdAt: a.createdAt.toISOString(),
})

function readCursor(cursor: string | undefined): [boolean, string, string] | undefined {
  if (!cursor) return undefined
  try {
    const [pinned, at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (typeof pinned === 'boolean' && typeof at === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at)) && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) return [pinned, at, id]
  } catch { /* falls through to the refusal */ }
  throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
}

/** For the script and the pages: the lead, who must be there. */
export async function mustFindLead(tx: Tx, id: string) {
  const lead = await findLead(tx, id)
  if (!lead) throw notFound('lead')
  return { ...lead, name: nameOf(lead) }
}
