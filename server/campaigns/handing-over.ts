// Somebody is away. Their leads wait, begin from another mailbox, or go on from another one for good. A talk that is under way keeps
// its thread at the recipient's (the new mail answers the old one), but from there on answers come to the new mailbox.
import type { Absence, AbsenceInput, HandOver } from '#contract/campaign-control'
import type { z } from 'zod'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { findWorkspace } from '#accounts'
import { lockLeads } from '#leads'
import { findMailbox, mailboxesByIds, type Mailbox } from '#mailboxes'
import { cancelMessages, mailsOfEnrollments } from '#sending'
import { absenceById, absences, endedAbsence, insertAbsence, pausedForAbsence, type Away } from './absence-store.ts'
import { awayToday } from './choosing.ts'
import { conduct } from './conducting.ts'
import { assignMailbox, lockEnrollments, underWayOfMailbox, type Enrollment } from './enrollment-store.ts'
import { seatOf, tookOver, type Seat } from './mailbox-choice.ts'
import { absenceJob } from './queues.ts'
import { addDays, localDate, spokenDay, wallTime } from './schedule.ts'
import { shareCampaigns } from './store.ts'

const chunk = 100

export async function previewHandOver(tx: Tx, input: AbsenceInput): Promise<z.output<typeof HandOver>> {
  const { from, to } = await mailboxesOf(tx, input)
  const unwritten = (await underWayOfMailbox(tx, from.id, 'unwritten', 1_000_000)).length, running = (await underWayOfMailbox(tx, from.id, 'all', 1_000_000)).length - unwritten
  return { unwritten, running, sentence: sentenceOf(input.way, from, to, input.toDay, unwritten, running) }
}

export async function addTheAbsence(tx: Tx, input: AbsenceInput): Promise<Absence> {
  await mailboxesOf(tx, input)
  const { timeZone } = await findWorkspace(tx), today = localDate(tx.now, timeZone)
  // What goes on elsewhere for good has no last day.
  const toDay = input.way === 'reassign' ? [input.fromDay, input.toDay, today].toSorted().at(-1)! : input.toDay
  if (toDay < input.fromDay || toDay < today) throw refuse('absence_over', 'The last day has to be today or later, and not before the first.', { field: 'toDay' })
  const made = await insertAbsence(tx, { mailboxId: input.mailboxId, fromDay: input.fromDay, toDay, way: input.way, toMailboxId: input.toMailboxId ?? null })
  await enqueue(tx, absenceJob, { absenceId: made.id }, { startAfter: wallTime(input.fromDay, '00:00', timeZone) })
  return shown(tx, made)
}

/** In transactions of a hundred; asked again after a kill it goes on with those who are left. Who begins or goes on elsewhere first; whoever is left then waits. */
export async function handOver(world: World, absenceId: string, signal: AbortSignal): Promise<void> {
  for (const next of [moveSome, postponeSome])
    for (let after: string | null = null; !signal.aborted; ) {
      const behind: string | null = after
      const last: string | null = await world.write((tx) => next(tx, absenceId, behind))
      if (last === null) break
      after = last
    }
  if (signal.aborted) throw new Error('Stopped on the way; it goes on after the restart.')
}

/** Answers the last one it looked at: by ids, because whoever answers meanwhile is gone from the list. */
async function moveSome(tx: Tx, absenceId: string, after: string | null): Promise<string | null> {
  const away = await absenceById(tx, absenceId)
  if (!away || away.endedAt || away.way === 'pause') return null
  const all = away.way === 'reassign', some = await underWayOfMailbox(tx, away.mailboxId, all ? 'all' : 'unwritten', chunk, after)
  // In the order of everybody's locks: nobody plans for them meanwhile, and no answer is overlooked.
  await shareCampaigns(tx, [...new Set(some.map((e) => e.campaignId))])
  await lockLeads(tx, [...new Set(some.map((e) => e.leadId))])
  const rows = (await lockEnrollments(tx, some.map((e) => e.id))).filter((row) => row.mailboxId === away.mailboxId && row.endedAt === null && (all || (!row.lastSentAt && !row.threadAfter)))
  // Whoever takes over may be away as well: then their deputy writes, or they are awaited. A running talk only goes over for good.
  const { away: absent, timeZone } = await awayToday(tx)
  for (const [running, part] of Map.groupBy(rows, (row) => row.lastSentAt !== null || row.threadAfter !== null)) await goOver(tx, away.mailboxId, seatOf(away.toMailboxId!, absent, running), part, timeZone)
  return some.at(-1)?.id ?? null
}

async function goOver(tx: Tx, from: string, { mailboxId, awayUntil }: Seat, rows: Enrollment[], timeZone: string): Promise<void> {
  if (mailboxId !== from) {
    const open = (await mailsOfEnrollments(tx, rows.map((e) => e.id))).filter((m) => ['planned', 'due', 'held'].includes(m.state))
    await cancelMessages(tx, { ids: open.map((m) => m.id) }, { code: 'mailbox_removed', sentence: 'Goes on from another mailbox.' })
    await assignMailbox(tx, rows.map((row) => ({ id: row.id, mailboxId, why: tookOver, deputyOf: row.deputyOf ?? from })))
  }
  const sender = awayUntil ? await findMailbox(tx, mailboxId) : undefined
  await conduct(tx, rows, awayUntil ? { type: 'postpone', until: backOn(awayUntil, timeZone), code: 'sender_away', sentence: awayWords(sender?.fromName, awayUntil) } : { type: 'look' })
}

async function postponeSome(tx: Tx, absenceId: string, after: string | null): Promise<string | null> {
  const away = await absenceById(tx, absenceId)
  if (!away || away.endedAt || away.way === 'reassign') return null
  const waits = await underWayOfMailbox(tx, away.mailboxId, 'all', chunk, after)
  const { timeZone } = await findWorkspace(tx), mailbox = await findMailbox(tx, away.mailboxId)
  await conduct(tx, waits, { type: 'postpone', until: backOn(away.toDay, timeZone), code: 'sender_away', sentence: awayWords(mailbox?.fromName, away.toDay) })
  return waits.at(-1)?.id ?? null
}

/** The morning after the last day. */
export const backOn = (toDay: string, timeZone: string): Date => wallTime(addDays(toDay, 1), '00:00', timeZone)
export const awayWords = (name: string | undefined, toDay: string): string => `${name || 'The sender'} is away until ${spokenDay(toDay)}; goes on after that.`

/** Back earlier than thought. What went on from another mailbox stays there. */
export async function endTheAbsence(tx: Tx, id: string): Promise<Absence> {
  const away = await absenceById(tx, id)
  if (!away) throw notFound('absence')
  await endedAbsence(tx, id)
  const waiting = await pausedForAbsence(tx, away.mailboxId, 100_000)
  for (let i = 0; i < waiting.length; i += chunk) await conduct(tx, waiting.slice(i, i + chunk), { type: 'resume', at: null })
  return shown(tx, (await absenceById(tx, id))!)
}

export const showAbsences = async (tx: Tx): Promise<Absence[]> => {
  const all: Absence[] = []
  for (const away of await absences(tx)) all.push(await shown(tx, away))
  return all
}

async function shown(tx: Tx, a: Away): Promise<Absence> {
  const boxes = new Map((await mailboxesByIds(tx, [a.mailboxId, a.toMailboxId].filter((id) => id !== null))).map((m) => [m.id, m]))
  const from = boxes.get(a.mailboxId), to = a.toMailboxId ? boxes.get(a.toMailboxId) : undefined
  return {
    id: a.id, mailboxId: a.mailboxId, mailboxAddress: from?.address ?? 'a mailbox that was removed', fromDay: a.fromDay, toDay: a.toDay, way: a.way, toMailboxId: a.toMailboxId, toMailboxAddress: to?.address ?? null,
    endedAt: a.endedAt?.toISOString() ?? null, sentence: from ? sentenceOf(a.way, from, to, a.toDay) : 'Its mailbox was removed.',
  }
}

async function mailboxesOf(tx: Tx, input: AbsenceInput): Promise<{ from: Mailbox; to: Mailbox | undefined }> {
  const [from] = await mailboxesByIds(tx, [input.mailboxId]), [to] = input.toMailboxId ? await mailboxesByIds(tx, [input.toMailboxId]) : []
  if (!from) throw notFound('mailbox')
  if (input.way !== 'pause' && (!to || to.id === from.id)) throw refuse('no_such_mailbox', 'Choose another mailbox that writes meanwhile.', { field: 'toMailboxId' })
  if (to && (to.kind === 'practice') !== (from.kind === 'practice')) throw refuse('mixed_mailboxes', 'A practice mailbox hands over to a practice mailbox, a real one to a real one.', { field: 'toMailboxId' })
  return { from, to }
}

function sentenceOf(way: AbsenceInput['way'], from: Mailbox, to: Mailbox | undefined, toDay: string, unwritten?: number, running?: number): string {
  const many = (n: number | undefined, what: string) => (n === undefined ? what : `${n.toLocaleString('en')} ${what}`)
  switch (way) {
    case 'pause': return `${many(unwritten === undefined ? undefined : unwritten + running!, 'leads')} of ${from.address} wait until ${spokenDay(toDay)}.`
    case 'delegate': return `${many(unwritten, 'new talks')} begin from ${to?.address ?? 'another mailbox'}; ${many(running, 'running ones')} of ${from.address} wait until ${spokenDay(toDay)}.`
    case 'reassign': return `${many(unwritten, 'new talks')} begin from ${to?.address ?? 'another mailbox'}, and ${many(running, 'running ones')} go on from it for good: in the same thread for the recipient, but under the new name, and answers come to the new mailbox.`
  }
}
