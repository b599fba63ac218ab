// Why is it not sending? Everything that stands in the way of the next mail, from live data, the gravest first, each with
// what to do about it. Where nothing does, it says when the next mail goes.
import type { Diagnosis, Finding } from '#contract/campaigns'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { findLead, nameOf, whyNotContactable } from '#leads'
import { isActive, roomFor, whenRoom, type Mailbox } from '#mailboxes'
import { currentStop, explain, findMessage } from '#sending'
import { rulesOf, type Campaign } from './campaign.ts'
import { countsFor, statusFrom } from './counting.ts'
import { enrollmentById, mailboxCounts, nextMailOf, type Enrollment } from './enrollment-store.ts'
import { activeOfOwner } from './line-store.ts'
import { hasTasks } from './course.ts'
import { isOver } from './enrollment.ts'
import { looksOf } from './look-store.ts'
import { knowHolidays } from './holidays.ts'
import { localDate, nextWindow, spokenTime, whyNoSendingDay, zoneFor, type Hours } from './schedule.ts'
import { showCampaign } from './showing.ts'
import { frameOf, holidayCountryOf, situationsOf, type Frame } from './situations.ts'
import { throttleOf } from './throttle.ts'

type Found = Finding | null
const finding = (severity: Finding['severity'], code: string, sentence: string, mend: string | null = null, link: string | null = null, at: Date | null = null): Finding => ({ severity, code, sentence, mend, link, at: at?.toISOString() ?? null })
const rank: Record<Finding['severity'], number> = { stops: 0, waits: 1, slows: 2, fine: 3 }
const inOrder = (all: (Found | Found[])[]): Finding[] => all.flat().filter((f): f is Finding => f !== null).sort((a, b) => rank[a.severity] - rank[b.severity])

export async function diagnoseCampaign(tx: Tx, id: string): Promise<Diagnosis> {
  const frame = await frameOf(tx, id, (await mailboxCounts(tx, id)).map((m) => m.mailboxId))
  if (!frame) throw notFound('campaign')
  const { campaign } = frame
  const counted = (await countsFor(tx, [id])).get(id)!, { counters: c } = counted
  const status = statusFrom(campaign, counted)
  const [next] = await nextMailOf(tx, [id])
  const byHand = counted.tallies.filter((t) => t.state === 'waiting' && t.reasonCode === 'task').reduce((n, t) => n + t.n, 0)
  const findings = inOrder([
    ofCampaign(campaign, status, tx.now), await ofSending(tx), await ofMailboxes(tx, frame),
    !frame.mails.length && !hasTasks(frame.nodes) ? finding('stops', 'no_steps', 'The campaign has no mail.', 'Add a mail.', `/campaigns/${id}/build`) : null,
    !c.total ? finding('stops', 'no_leads', 'Nobody is in the campaign.', 'Add leads.', `/campaigns/${id}/build`) : null,
    c.waitingApproval ? finding('waits', 'waiting_approval', `${c.waitingApproval} ${c.waitingApproval === 1 ? 'lead waits' : 'leads wait'} for your approval.`, 'Approve their mails.', `/approvals?campaign=${id}`) : null,
    byHand ? finding('waits', 'task', `${byHand} ${byHand === 1 ? 'lead waits' : 'leads wait'} for somebody to do something.`, 'Do it, or skip it.', tasksLink(id)) : null,
    c.preparing ? finding('waits', 'preparing', `${c.preparing} ${c.preparing === 1 ? 'lead is' : 'leads are'} being researched and written.`, null, leadsLink(id, 'preparing')) : null,
    c.held ? finding('waits', 'held', `${c.held} ${c.held === 1 ? 'lead needs' : 'leads need'} a decision.`, 'See why, and try again or skip.', leadsLink(id, 'held')) : null,
    c.paused ? finding('waits', 'leads_paused', `${c.paused} ${c.paused === 1 ? 'lead is' : 'leads are'} paused or out of office.`, null, leadsLink(id, 'paused')) : null,
    c.ready && status === 'active' ? await inLine(tx, frame, null, `${c.ready} in line`) : null,
    status === 'active' && next ? nextMail(next.at, zoneFor(next.timeZone, campaign.timeZone).zone, tx.now, frame.hoursFor(null)) : null,
    status === 'completed' ? finding('fine', 'completed', 'Every lead has a final state.') : null,
  ])
  return { head: (await showCampaign(tx, id)).head, findings, nextMailAt: next && status === 'active' ? next.at.toISOString() : null }
}

export async function diagnoseEnrollment(tx: Tx, campaignId: string, id: string): Promise<Diagnosis> {
  const row = await enrollmentById(tx, id)
  if (!row || row.campaignId !== campaignId) throw notFound('lead in this campaign')
  const frame = (await frameOf(tx, campaignId, [row.mailboxId]))!, { campaign } = frame
  const counted = (await countsFor(tx, [campaignId])).get(campaignId)!
  const lead = await findLead(tx, row.leadId), name = lead ? nameOf(lead) : 'This lead'
  if (isOver(row.state)) return { head: `${name}: ${row.reason ?? row.state}`, findings: [finding('stops', row.reasonCode ?? row.state, row.reason ?? 'It is over for this lead.', mendFor(row), null)], nextMailAt: null }
  const obstacle = await whyNotContactable(tx, row.leadId)
  await knowHolidays([holidayCountryOf(campaign, row.country)], tx.now)
  const { zone } = zoneFor(row.timeZone, campaign.timeZone)
  const findings = inOrder([
    obstacle ? finding('stops', obstacle.code, obstacle.sentence, null, `/leads/${row.leadId}`) : null,
    ofCampaign(campaign, statusFrom(campaign, counted), tx.now), await ofSending(tx), await ofMailboxes(tx, frame, row.mailboxId),
    await ofLead(tx, frame, row, zone), await ofMail(tx, frame, row),
    row.nextAt && campaign.status === 'active' ? nextMail(row.nextAt, zone, tx.now, frame.hoursFor(row.country)) : null,
  ])
  return { head: `${name}: ${row.reason ?? (row.nextAt ? `the next mail goes on ${spokenTime(row.nextAt, zone)}.` : findings[0]?.sentence ?? 'on its way.')}`, findings, nextMailAt: row.nextAt?.toISOString() ?? null }
}

function ofCampaign(campaign: Campaign, status: string, now: Date): Found {
  const link = `/campaigns/${campaign.id}`
  switch (status) {
    case 'draft': return finding('stops', 'draft', 'The campaign has not been launched.', 'Launch it.', `${link}/launch`)
    case 'paused': return finding('stops', 'paused', `The campaign is paused${campaign.pauseReason ? `: ${campaign.pauseReason.replace(/\.$/, '')}` : ''}.`, 'Resume it.', link)
    case 'archived': return finding('stops', 'archived', 'The campaign is archived.', 'Duplicate it to use it again.', link)
    default: return campaign.holdUntil && campaign.holdUntil > now ? finding('waits', 'hold', 'It was launched just now; the first mail waits a minute, in which the launch can be taken back.', null, link, campaign.holdUntil) : null
  }
}

async function ofSending(tx: Tx): Promise<Found> {
  const stop = await currentStop(tx)
  return stop ? finding('stops', 'sending_stopped', `All sending of this workspace is stopped${stop.reason ? `: ${stop.reason.replace(/\.$/, '')}` : ''}.`, 'Let the queue move again.', '/mailboxes') : null
}

async function ofMailboxes(tx: Tx, frame: Frame, only?: string | null): Promise<Found[]> {
  const boxes = [...frame.mailboxes.values()].filter((m) => (only ? m.id === only : true))
  if (!boxes.length && !frame.mails.length) return []
  if (!boxes.length) return [finding('stops', 'no_mailbox', 'No mailbox is chosen.', 'Choose the mailboxes it is sent from.', `/campaigns/${frame.campaign.id}/build`)]
  const waits = new Map<string, { until: Date; sentence: string } | null>()
  for (const m of boxes) { const room = await roomFor(tx, m.id); waits.set(m.id, room.campaign ? null : await whenRoom(tx, room)) }
  const looks = new Map((await looksOf(tx, boxes.map((m) => m.id))).map((l) => [l.mailboxId, l]))
  const all = boxes.length === boxes.filter((m) => !isActive(m, tx.now)).length
  return boxes.flatMap((m): Found[] => {
    const look = looks.get(m.id), link = `/mailboxes?open=${m.id}`
    return [
      !isActive(m, tx.now) ? finding(all ? 'stops' : 'slows', `mailbox_${m.status}`, `${m.address} cannot send: ${m.statusReason ?? `it is ${m.status.replace('_', ' ')}.`}`, mailboxMend(m), link, m.pausedUntil) : null,
      waits.get(m.id) ? finding(boxes.length === 1 ? 'waits' : 'slows', 'daily_limit', waits.get(m.id)!.sentence, 'It goes on by itself; limits are set on the mailbox.', link, waits.get(m.id)!.until) : null,
      look?.failingSince ? finding('waits', 'look_failed', `The letterbox of ${m.address} cannot be read, so no follow-up is sent: ${look.sentence ?? ''}`, 'Test the mailbox.', link, look.nextLookAt) : null,
    ]
  })
}

const mailboxMend = (m: Mailbox): string => (m.status === 'needs_reconnect' ? 'Connect it again.' : m.status === 'paused' ? 'Resume it.' : 'Test it.')

async function ofLead(tx: Tx, frame: Frame, row: Enrollment, zone: string): Promise<Found> {
  const approvals = `/approvals?campaign=${row.campaignId}`
  switch (row.state) {
    case 'preparing': return finding('waits', row.reasonCode ?? 'preparing', row.reason ?? 'Being researched and written.', null, `/leads/${row.leadId}`)
    case 'waiting_approval': return finding('waits', row.reasonCode ?? 'waiting_approval', row.reason ?? `Mail ${row.stepNo} waits to be approved.`, 'Approve it.', approvals)
    case 'paused': return finding('waits', row.reasonCode ?? 'paused', `${row.reason ?? 'Paused.'}${row.resumeAt ? ` Goes on ${spokenTime(row.resumeAt, zone)}.` : ''}`, row.resumeAt ? 'Resume this lead if it shall not wait.' : 'Resume this lead.', leadLink(row), row.resumeAt)
    case 'held': return finding('stops', row.reasonCode ?? 'held', row.reason ?? 'Needs a decision.', 'Try again, skip this step, or finish.', leadLink(row))
    case 'ready': return frame.campaign.status === 'active' ? inLine(tx, frame, row, 'In line') : null
    case 'waiting': {
      if (row.reasonCode === 'task') return finding('waits', 'task', row.reason ?? 'Waits until its task is done.', 'Do it, or skip it.', tasksLink(row.campaignId))
      const mails = [...(await situationsOf(tx, new Map([[row.campaignId, frame]]), [row])).values()][0]!.mails
      return mails.some((m) => m.state === 'unconfirmed') ? finding('slows', 'unconfirmed', 'An earlier mail may have been sent, nobody can tell; it counts as sent.', 'Look into its Sent folder, then mark it sent or order it again.', '/mailboxes') : null
    }
    default: return null
  }
}

/** What the post office says of the mail that waits there. */
async function ofMail(tx: Tx, frame: Frame, row: Enrollment): Promise<Found> {
  const { mails } = [...(await situationsOf(tx, new Map([[row.campaignId, frame]]), [row])).values()][0]!
  const waits = mails.find((m) => ['planned', 'due', 'claimed', 'held'].includes(m.state))
  const mail = waits && (await findMessage(tx, waits.id))
  return mail ? finding(mail.state === 'held' ? 'stops' : 'fine', 'in_the_queue', await explain(tx, mail.id), null, null, mail.dueAt) : null
}

/** Ready, and without a place: held back by the campaign's own numbers, or by the room in its mailboxes. */
async function inLine(tx: Tx, frame: Frame, row: Enrollment | null, who: string): Promise<Found> {
  const { campaign } = frame, rules = rulesOf(campaign), link = `/campaigns/${campaign.id}/rules`
  if (!row?.lastSentAt) {
    const throttle = await throttleOf(tx, frame)
    if (rules.newPerDay !== null && throttle.firsts === 0)
      return finding('slows', 'new_per_day', `${who}: this campaign begins with ${rules.newPerDay} new ${rules.newPerDay === 1 ? 'lead' : 'leads'} a day, and today’s have their places.`, 'Raise the number.', link, throttle.horizon)
    if (row && rules.maxActivePerOwner !== null && (await activeOfOwner(tx, campaign.id, row.ownerId)) >= rules.maxActivePerOwner)
      return finding('slows', 'owner_full', `${who}: its owner has ${rules.maxActivePerOwner} leads under way, as many as are allowed at a time.`, 'Raise the number, or wait until one of them ends.', link)
  }
  const reserved = rules.followUpShare && !row?.lastSentAt ? ` ${rules.followUpShare} % of each day are kept for follow-ups.` : ''
  return finding('slows', 'in_line', `${who}: the places of the next two sending days are taken.${reserved}`, 'Add a mailbox, or raise its daily limit.', '/mailboxes')
}

function nextMail(at: Date, zone: string, now: Date, hours: Hours): Finding {
  const open = nextWindow(now, zone, hours).from
  if (open <= now || at < open) return finding('fine', 'next_mail', `The next mail goes on ${spokenTime(at, zone)}.`, null, null, at)
  const rests = whyNoSendingDay(localDate(now, zone), hours)
  const today = rests?.code === 'holiday' ? `Today is a public holiday there (${rests.name}). ` : rests?.code === 'quiet' ? `Today is a day of rest${rests.name ? ` (${rests.name})` : ''}. ` : ''
  return finding('waits', rests?.code === 'holiday' || rests?.code === 'quiet' ? rests.code : 'window', `${today}The window is closed until ${spokenTime(open, zone)}; the next mail goes on ${spokenTime(at, zone)}.`, null, null, at)
}

const leadsLink = (id: string, state: string): string => `/campaigns/${id}?tab=leads&state=${state}`
const tasksLink = (id: string): string => `/tasks?owner=all&campaignId=${id}`
const leadLink = (row: Enrollment): string => `/campaigns/${row.campaignId}?tab=leads&open=${row.id}`

const mendFor = (row: Enrollment): string | null => (row.state === 'skipped' || row.reasonCode === 'removed' || row.reasonCode === 'skipped_in_approval' ? 'Take the lead in again with "Try again".' : null)
