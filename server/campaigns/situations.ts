// What is so, for many leads at once: campaign, steps, drafts and mails, gathered from the rooms below for the engine.
import type { Tx } from '#platform/db'
import { findWorkspace } from '#accounts'
import { leadsMatchingAmong } from '#leads'
import { dayLimit, mailboxesByIds, paceOf, type Mailbox } from '#mailboxes'
import { mailsOfEnrollments, type LedgerMail } from '#sending'
import { stepTasksEnded } from '#tasks'
import { draftsOfEnrollments, type Draft } from '#writing'
import { hoursOf, mailSteps, rulesOf, treeOf, type Campaign, type Step } from './campaign.ts'
import { hasTasks, type Ended, type Node } from './course.ts'
import type { DraftState, Mail, Situation } from './engine.ts'
import type { Enrollment } from './enrollment-store.ts'
import type { StopCode } from './enrollment.ts'
import { holidaysOf, knowHolidays } from './holidays.ts'
import { zoneFor, type Hours } from './schedule.ts'
import type { SendingMailbox } from './spread.ts'
import { campaignById, mailboxIdsOf, stepsOf } from './store.ts'

/** A campaign with everything that its leads share. */
export interface Frame {
  campaign: Campaign
  steps: Step[]
  mails: ReturnType<typeof mailSteps>
  nodes: Node[]
  /** Those chosen for the campaign, and those that leads still hear from. */
  mailboxes: Map<string, Mailbox>
  chosen: string[]
  sending: Map<string, SendingMailbox>
  workspaceZone: string
  /** The windows for leads of a country: with its public holidays, as far as `knowHolidays` was asked for it. */
  hoursFor(country: string | null): Hours
}

export interface Seen { situation: Situation; mails: LedgerMail[]; drafts: Draft[] }
export type Blocked = ReadonlyMap<string, { code: StopCode; sentence: string } | null>

export async function frameOf(tx: Tx, campaignId: string, alsoMailboxes: (string | null)[] = []): Promise<Frame | undefined> {
  const campaign = await campaignById(tx, campaignId)
  if (!campaign) return undefined
  const steps = await stepsOf(tx, [campaignId]), chosen = await mailboxIdsOf(tx, campaignId)
  const ids = [...new Set([...chosen, ...alsoMailboxes.filter((id) => id !== null)])]
  const mailboxes = new Map((ids.length ? await mailboxesByIds(tx, ids) : []).map((m) => [m.id, m]))
  const { timeZone: workspaceZone } = await findWorkspace(tx)
  const known = new Map<string | null, Hours>()
  return {
    hoursFor(country) {
      const where = holidayCountryOf(campaign, country)
      let hours = known.get(where)
      if (!hours) known.set(where, (hours = hoursOf(campaign, where ? holidaysOf(where) : undefined)))
      return hours
    },
    campaign, steps, mails: mailSteps(steps), nodes: treeOf(steps), mailboxes, chosen: chosen.filter((id) => mailboxes.has(id)), workspaceZone,
    sending: new Map([...mailboxes].map(([id, m]) => [id, sendingOf(m)])),
  }
}

const sendingOf = (m: Mailbox): SendingMailbox => ({ id: m.id, dailyLimit: dayLimit(m).most, gapS: (m.gapMinS + m.gapMaxS) / 2, pace: paceOf(m) })

/** Mailboxes that turn out to be needed besides: those of deputies. */
export async function widen(tx: Tx, frame: Frame, mailboxIds: readonly string[]): Promise<void> {
  const missing = [...new Set(mailboxIds)].filter((id) => !frame.mailboxes.has(id))
  for (const m of missing.length ? await mailboxesByIds(tx, missing) : []) { frame.mailboxes.set(m.id, m); frame.sending.set(m.id, sendingOf(m)) }
}

/** Whose public holidays count for a lead of this country; null: nobody's. */
export function holidayCountryOf(campaign: Campaign, country: string | null): string | null {
  const rules = rulesOf(campaign)
  return rules.holidays === 'lead' ? (country ?? rules.holidayCountry) : null
}

export async function framesOf(tx: Tx, rows: readonly Enrollment[]): Promise<Map<string, Frame>> {
  const frames = new Map<string, Frame>()
  for (const [campaignId, group] of Map.groupBy(rows, (r) => r.campaignId)) {
    const frame = await frameOf(tx, campaignId, group.map((r) => r.mailboxId))
    if (frame) frames.set(campaignId, frame)
  }
  return frames
}

export async function situationsOf(tx: Tx, frames: ReadonlyMap<string, Frame>, rows: readonly Enrollment[], blocked: Blocked = new Map()): Promise<Map<string, Seen>> {
  await knowHolidays(rows.map((r) => { const frame = frames.get(r.campaignId); return frame ? holidayCountryOf(frame.campaign, r.country) : null }), tx.now)
  const ids = rows.map((r) => r.id)
  const mails = Map.groupBy(await mailsOfEnrollments(tx, ids), (m) => m.enrollmentId)
  const drafts = Map.groupBy(await draftsOfEnrollments(tx, ids), (d) => d.enrollmentId)
  const met = await metBy(tx, frames, rows)
  const withTasks = rows.filter((row) => { const frame = frames.get(row.campaignId); return frame && hasTasks(frame.nodes) })
  const tasks = withTasks.length ? await stepTasksEnded(tx, withTasks.map((row) => row.id)) : new Map<string, Map<string, Ended>>()
  return new Map(rows.flatMap((row) => {
    const frame = frames.get(row.campaignId)
    return frame ? [[row.id, see(frame, row, mails.get(row.id) ?? [], drafts.get(row.id) ?? [], blocked.get(row.leadId) ?? null, met.get(row.leadId) ?? new Set(), tasks.get(row.id))] as const] : []
  }))
}

/** By lead: the conditions of its campaigns about itself that hold now. One question per condition, however many leads. */
export async function metBy(tx: Tx, frames: ReadonlyMap<string, Frame>, rows: readonly { campaignId: string; leadId: string }[]): Promise<Map<string, Set<string>>> {
  const met = new Map<string, Set<string>>()
  for (const [campaignId, group] of Map.groupBy(rows, (r) => r.campaignId))
    for (const step of frames.get(campaignId)?.steps ?? []) {
      if (step.test?.about !== 'lead') continue
      for (const leadId of await leadsMatchingAmong(tx, group.map((r) => r.leadId), step.test.filter)) met.set(leadId, (met.get(leadId) ?? new Set()).add(step.id))
    }
  return met
}

function see(frame: Frame, row: Enrollment, mails: LedgerMail[], drafts: Draft[], blocked: Situation['blocked'], met: ReadonlySet<string>, tasks: ReadonlyMap<string, Ended> = new Map()): Seen {
  const { campaign } = frame
  return {
    mails, drafts,
    situation: {
      campaign: { status: campaign.status, holdUntil: campaign.holdUntil },
      steps: frame.nodes, met, tasks,
      enrollment: {
        state: row.state, reason: row.reason, reasonCode: row.reasonCode, resumeAt: row.resumeAt, pausedAt: row.pausedAt, skipped: row.skipped, briefed: row.briefedAt !== null,
        since: campaign.launchedAt && campaign.launchedAt > row.createdAt ? campaign.launchedAt : row.createdAt, course: row.course,
      },
      drafts: new Map(drafts.filter((d) => d.stepId && d.status !== 'superseded').map((d) => [d.stepId!, { state: d.status as DraftState, problem: d.problem }])),
      mails: new Map(mails.map((m): [string, Mail] => [m.stepId, { state: m.state, reason: m.reason, reasonCode: m.reasonCode, dueAt: m.dueAt, sentAt: m.sentAt }])),
      blocked,
      zone: zoneFor(row.timeZone, campaign.timeZone).zone,
      hours: frame.hoursFor(row.country),
      pace: (row.mailboxId && frame.sending.get(row.mailboxId)?.pace) || 'real',
    },
  }
}
