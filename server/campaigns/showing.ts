// How a campaign and its leads are told to the world outside.
import type { CampaignRow, CampaignView, EnrollmentView } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { findLeads, leadsMatching, nameOf } from '#leads'
import { mailboxesByIds } from '#mailboxes'
import { hoursOf, rulesOf, mailSteps, type Campaign } from './campaign.ts'
import { plainRoad } from './course.ts'
import { countsFor, statusFrom, stepViews, type Counted } from './counting.ts'
import { enrollmentById, enrollmentsBefore, enrollmentsOfLead, groupsUnderWay, mailboxCounts, nextMailOf, type Enrollment } from './enrollment-store.ts'
import { forecast, type Forecast } from './forecast.ts'
import { sentLately } from './placing.ts'
import { headSentence } from './head.ts'
import { isPractice } from './holding.ts'
import { placeOf, spokenTime, zoneFor } from './schedule.ts'
import { knowHolidays } from './holidays.ts'
import { frameOf, holidayCountryOf, type Frame } from './situations.ts'
import { campaignById, campaignsBefore, campaignsByIds, stepsOf, stillEnrolling } from './store.ts'

type Place = { at: string; id: string }
const cursorOf = (at: Date, id: string): string => Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url')
function placeAt(cursor: string | undefined): Place | undefined {
  if (!cursor) return undefined
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, string]
    return typeof at === 'string' && /^[0-9a-f-]{36}$/.test(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : undefined
  } catch { return undefined }
}

export async function campaignPage(tx: Tx, q: { status?: string | undefined; search?: string | undefined; cursor?: string | undefined; limit: number }): Promise<{ items: CampaignRow[]; next: string | null }> {
  const found = await campaignsBefore(tx, { status: q.status, search: q.search, before: placeAt(q.cursor), most: q.limit + 1 })
  const items = found.slice(0, q.limit), last = items.at(-1)
  const counts = await countsFor(tx, items.map((c) => c.id)), next = new Map((await nextMailOf(tx, items.map((c) => c.id))).map((n) => [n.campaignId, n]))
  const rows: CampaignRow[] = []
  for (const campaign of items) {
    // The whole forecast only where something is still to come: a list has few running campaigns.
    const finish = campaign.status === 'active' && counts.get(campaign.id)!.counters.total > counts.get(campaign.id)!.over ? await forecastOf(tx, (await frameOf(tx, campaign.id))!) : null
    rows.push(rowOf(tx.now, campaign, counts.get(campaign.id)!, next.get(campaign.id), finish))
  }
  return { items: rows, next: found.length > q.limit && last ? cursorOf(last.createdAt, last.id) : null }
}

function rowOf(now: Date, campaign: Campaign, counted: Counted, next: { at: Date; timeZone: string | null } | undefined, finish: Forecast | null): CampaignRow {
  const status = statusFrom(campaign, counted)
  return {
    id: campaign.id, name: campaign.name, status, tone: campaign.tone, counters: counted.counters, createdAt: campaign.createdAt.toISOString(),
    launchedAt: iso(campaign.launchedAt), holdUntil: iso(campaign.holdUntil), nextMailAt: status === 'active' ? iso(next?.at ?? null) : null,
    head: headSentence({ status, counters: counted.counters, next: next ? { at: next.at, zone: zoneFor(next.timeZone, campaign.timeZone).zone, now } : null, finish, pauseReason: campaign.pauseReason }),
  }
}

export async function showCampaign(tx: Tx, id: string): Promise<CampaignView> {
  const campaign = await campaignById(tx, id)
  if (!campaign) throw notFound('campaign')
  const inUse = await mailboxCounts(tx, id), frame = (await frameOf(tx, id, inUse.map((m) => m.mailboxId)))!
  const counted = (await countsFor(tx, [id])).get(id)!, [next] = await nextMailOf(tx, [id])
  const row = rowOf(tx.now, campaign, counted, next, campaign.status === 'active' ? await forecastOf(tx, frame) : null)
  const { offerId, approval, timeZone, days, windowStart, windowEnd, quiet, trackOpens, trackClicks, unsubscribeHeader, stopCompany, pauseReason } = campaign
  const enrolling = await stillEnrolling(tx, id)
  return {
    ...row, offerId, approval, timeZone, days, windowStart, windowEnd, quiet: quiet.map((q) => ({ label: '', ...q })), trackOpens, trackClicks, unsubscribeHeader, stopCompany, pauseReason,
    pausedAt: iso(campaign.pausedAt), archivedAt: iso(campaign.archivedAt), mailboxes: mailboxViews(frame, inUse), steps: stepViews(frame.steps, counted), version: campaign.version, enrolling: enrolling || null,
  }
}

export function mailboxViews(frame: Frame, inUse: { mailboxId: string; leads: number }[]): CampaignView['mailboxes'] {
  return frame.chosen.flatMap((id) => {
    const m = frame.mailboxes.get(id)
    return m ? [{ id, address: m.address, fromName: m.fromName, kind: m.kind, status: m.status, statusReason: m.statusReason, dailyLimit: m.dailyLimit, leads: inUse.find((x) => x.mailboxId === id)?.leads ?? 0 }] : []
  })
}

/** What is still to come for everybody under way, approved or not. Leads without a mailbox are dealt over those chosen. */
export async function forecastOf(tx: Tx, frame: Frame): Promise<Forecast> {
  const { campaign, chosen } = frame
  const found = await groupsUnderWay(tx, campaign.id, frame.workspaceZone, rulesOf(campaign).maxActivePerOwner !== null)
  await knowHolidays(found.map((g) => holidayCountryOf(campaign, g.country)), tx.now)
  const groups = found.flatMap((g) => {
    const group = { zone: zoneFor(g.timeZone, campaign.timeZone).zone, hours: frame.hoursFor(g.country), stepNo: g.stepNo, notBefore: g.notBefore, ownerId: g.ownerId, begun: g.begun }
    if (g.mailboxId && frame.sending.has(g.mailboxId)) return [{ ...group, mailboxId: g.mailboxId, leads: g.leads }]
    return chosen.map((mailboxId, i) => ({ ...group, mailboxId, leads: Math.floor(g.leads / chosen.length) + (i < g.leads % chosen.length ? 1 : 0) }))
  })
  const plan = forecast(groups, plainRoad(frame.nodes), frame.sending, hoursOf(campaign), { now: campaign.holdUntil && campaign.holdUntil > tx.now ? campaign.holdUntil : tx.now, workspaceZone: frame.workspaceZone, sent: await sentLately(tx, [...frame.mailboxes.keys()]) }, rulesOf(campaign))
  // The days of the practice world are not those of the calendar.
  return isPractice(frame) ? { ...plan, finishDay: null } : plan
}

export async function enrollmentPage(tx: Tx, campaignId: string, q: { state?: string | undefined; reasonCode?: string | undefined; search?: string | undefined; cursor?: string | undefined; limit: number }): Promise<{ items: EnrollmentView[]; next: string | null }> {
  const campaign = await campaignById(tx, campaignId)
  if (!campaign) throw notFound('campaign')
  const leadIds = q.search ? await leadsMatching(tx, { search: q.search, filter: { field: 'campaign', op: 'in', value: [campaignId] } }, 5000) : undefined
  const found = await enrollmentsBefore(tx, campaignId, { state: q.state, reasonCode: q.reasonCode, leadIds, before: placeAt(q.cursor), most: q.limit + 1 })
  const items = found.slice(0, q.limit), last = items.at(-1)
  return { items: await enrollmentViews(tx, items), next: found.length > q.limit && last ? cursorOf(last.createdAt, last.id) : null }
}

export async function showEnrollment(tx: Tx, campaignId: string, id: string): Promise<EnrollmentView> {
  const row = await enrollmentById(tx, id)
  if (!row || row.campaignId !== campaignId) throw notFound('lead in this campaign')
  return (await enrollmentViews(tx, [row]))[0]!
}

export const showEnrollmentsOfLead = async (tx: Tx, leadId: string): Promise<EnrollmentView[]> => enrollmentViews(tx, await enrollmentsOfLead(tx, leadId))

async function enrollmentViews(tx: Tx, rows: Enrollment[]): Promise<EnrollmentView[]> {
  const leads = new Map((await findLeads(tx, rows.map((r) => r.leadId))).map((l) => [l.id, l]))
  const campaignIds = [...new Set(rows.map((r) => r.campaignId))]
  const campaigns = new Map((await campaignsByIds(tx, campaignIds)).map((c) => [c.id, c])), steps = Map.groupBy(await stepsOf(tx, campaignIds), (s) => s.campaignId)
  const mailboxes = new Map((await mailboxesByIds(tx, [...new Set(rows.map((r) => r.mailboxId).filter((m) => m !== null))])).map((m) => [m.id, m]))
  return rows.map((row) => {
    const lead = leads.get(row.leadId), campaign = campaigns.get(row.campaignId)!, { zone, from } = zoneFor(row.timeZone, campaign.timeZone)
    const { id, leadId, campaignId, state, reason, reasonCode, stepNo, tone, researched, mailboxId } = row
    return {
      id, leadId, campaignId, state, reason, reasonCode, stepNo, tone, researched, mailboxId,
      leadName: lead ? nameOf(lead) : 'Deleted lead', email: lead?.email ?? '', companyName: lead?.companyName ?? null, campaignName: campaign.name,
      totalSteps: mailSteps(steps.get(campaignId) ?? []).length, mailboxAddress: mailboxes.get(mailboxId ?? '')?.address ?? null, mailboxWhy: mailboxId ? row.mailboxWhy : null, cameWhy: row.cameWhy,
      nextAt: iso(row.nextAt), timeZone: zone, where: placeOf(zone), timeZoneFrom: from, nextAtThere: row.nextAt ? spokenTime(row.nextAt, zone) : null,
      resumeAt: iso(row.resumeAt), lastSentAt: iso(row.lastSentAt), createdAt: row.createdAt.toISOString(), endedAt: iso(row.endedAt),
    }
  })
}

const iso = (at: Date | null): string | null => at && at.toISOString()
