// The page to sign: who, when, how many a day, who is left out and why, and what stands in the way.
import type { LaunchView, LeftOut } from '#contract/campaigns'
import type { z } from 'zod'
import type { Tx } from '#platform/db'
import { findLeads, nameOf } from '#leads'
import { offerFor } from '#knowledge'
import { currentStop } from '#sending'
import { trackingSettingsOf } from '#tracking'
import { hoursOf } from './campaign.ts'
import { domainsOf } from '#mailboxes'
import { addressCounts, realAddresses } from './address-store.ts'
import { checksFor, passable } from './checking.ts'
import { countsFor } from './counting.ts'
import { groupsUnderWay, leftOutIn, mailboxCounts, notResearched } from './enrollment-store.ts'
import { canSend } from './placing.ts'
import { nextWindow, spokenDay, spokenTime, zoneFor } from './schedule.ts'
import { mailboxViews } from './showing.ts'
import { showDryRun } from './dry-running.ts'
import { leftOutSentence } from './sifting.ts'
import type { Frame } from './situations.ts'
import { leadingInto } from './store.ts'
import { fitsByGap } from './spread.ts'
import { holdFor, isPractice } from './holding.ts'
import { linksForLaunch } from './link-checking.ts'

/** Above this many the number has to be typed. */
const manyLeads = 500

export async function launchPageOf(tx: Tx, frame: Frame, holdSeconds: number): Promise<LaunchView> {
  const { campaign } = frame
  const { counters } = (await countsFor(tx, [campaign.id])).get(campaign.id)!
  const practice = isPractice(frame), hold = holdFor(frame, holdSeconds)
  const dry = await showDryRun(tx, frame, new Date(tx.now.getTime() + hold * 1000))
  const plan = { perDay: dry.perDay, finishDay: dry.finishDay, total: dry.total }
  const zones = await zonesOf(tx, frame)
  const unresearched = await notResearched(tx, campaign.id)
  const main = zones[0]?.zone ?? campaign.timeZone
  const firstMailAt = plan.total ? (practice ? new Date(tx.now.getTime() + hold * 1000) : nextWindow(new Date(tx.now.getTime() + hold * 1000), main, hoursOf(campaign)).from) : null
  const checks = checksFor({
    campaign, steps: frame.steps, counters, from: await leadingInto(tx, campaign.id), notResearched: unresearched, addresses: await addressCounts(tx, campaign.id), practisedOn: frame.chosen.some((id) => frame.mailboxes.get(id)!.kind === 'practice') ? await realAddresses(tx, campaign.id) : 0, forecast: plan, links: await linksForLaunch(tx, campaign.id),
    mailboxes: frame.chosen.map((id) => ({ mailbox: frame.mailboxes.get(id)!, sends: canSend(frame, id, tx.now) })),
    domains: await domainsOf(tx, frame.chosen.map((id) => frame.mailboxes.get(id)!)),
    offer: (await offerFor(tx, campaign.offerId ?? undefined)) ?? null, postalAddress: (await trackingSettingsOf(tx)).postalAddress, stopped: (await currentStop(tx)) ?? null, ...capacity(frame, main, tx.now),
  })
  return {
    who: { leads: counters.total, ready: counters.ready + counters.scheduled, waitingApproval: counters.waitingApproval, preparing: counters.preparing, notResearched: unresearched, sentence: whoSentence(counters.total, counters.ready + counters.scheduled) },
    when: {
      firstMailAt: firstMailAt?.toISOString() ?? null, firstMailThere: firstMailAt && spokenTime(firstMailAt, main), finishDay: plan.finishDay, zones,
      sentence: practice ? 'In practice: days pass in a moment, and windows do not count.' : `Between ${campaign.windowStart} and ${campaign.windowEnd} where each lead is${plan.finishDay ? `; done on ${spokenDay(plan.finishDay)}` : ''}.`,
    },
    perDay: dry.perDay, dryRun: dry, mailboxes: mailboxViews(frame, await mailboxCounts(tx, campaign.id)), leftOut: await leftOut(tx, campaign.id), checks,
    canLaunch: checks.every((c) => c.colour !== 'red'), canLaunchAnyway: checks.some((c) => c.colour === 'red') && checks.every((c) => c.colour !== 'red' || passable.includes(c.code)), typeNumber: counters.total > manyLeads ? counters.total : null, holdSeconds: hold,
  }
}

export function whoSentence(total: number, ready: number): string {
  if (!total) return 'Nobody yet.'
  if (total === 1) return ready ? 'One lead, whose first mail is approved.' : 'One lead, whose first mail is not approved yet.'
  if (!ready) return `${total} leads; none of their first mails is approved yet.`
  if (ready === total) return `${total} leads, every first mail approved.`
  return `${total} leads; ${ready === 1 ? 'one first mail is' : `${ready} first mails are`} approved, ${total - ready} not yet.`
}

async function zonesOf(tx: Tx, frame: Frame): Promise<{ zone: string; leads: number }[]> {
  const zones = new Map<string, number>()
  for (const g of await groupsUnderWay(tx, frame.campaign.id, frame.workspaceZone)) {
    const { zone } = zoneFor(g.timeZone, frame.campaign.timeZone)
    zones.set(zone, (zones.get(zone) ?? 0) + g.leads)
  }
  return [...zones].map(([zone, leads]) => ({ zone, leads })).sort((a, b) => b.leads - a.leads)
}

/** Of one full window: what the gaps allow, and what the limits do. In practice there is no window. */
function capacity(frame: Frame, zone: string, now: Date): { byGaps: number; byLimits: number } {
  const hours = hoursOf(frame.campaign)
  const tomorrow = nextWindow(nextWindow(now, zone, hours).to, zone, hours)
  let byGaps = 0, byLimits = 0
  for (const id of frame.chosen) {
    const mailbox = frame.sending.get(id)!
    byLimits += mailbox.dailyLimit
    byGaps += mailbox.pace === 'real' ? fitsByGap(mailbox, tomorrow) : mailbox.dailyLimit
  }
  return { byGaps, byLimits }
}

async function leftOut(tx: Tx, campaignId: string): Promise<z.output<typeof LeftOut>[]> {
  const groups = await leftOutIn(tx, campaignId)
  const names = new Map((await findLeads(tx, groups.flatMap((g) => g.leadIds))).map((l) => [l.id, nameOf(l)]))
  return groups.map(({ code, count, leadIds, details }) => ({
    code, count, sentence: leftOutSentence(code, count), examples: leadIds.map((leadId, i) => ({ leadId, name: names.get(leadId) ?? 'Deleted lead', detail: details[i] ?? '' })),
  }))
}

