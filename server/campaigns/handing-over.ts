// Somebody is away. Their leads wait, begin from another mailbox, or go on from another one for good. A talk that is under way keeps
// its thread at the recipient's (the new mail answers the old one), but from there on answers come to the new mailbox.
import type { Absence, AbsenceInput, HandOver } from '#contract/campaign-control'
import type { z } from 'zod'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { findWorkspace } from '#accounts'
import { findMailbox, mailboxesByIds, type Mailbox } from '#mailboxes'
import { cancelMessages, mailsOfEnrollments } from '#sending'
import { absenceById, absences, endedAbsence, insertAbsence, pausedForAbsence, type Away } from './absence-store.ts'
import { conduct } from './conducting.ts'
import { assignMailbox, underWayOfMailbox } from './enrollment-store.ts'
import { absenceJob } from './queues.ts'
import { addDays, localDate, spokenDay, wallTime } from './schedule.ts'

const chunk = 100

export async function previewHandOver(tx: Tx, input: AbsenceInput): Promise<z.output<typeof HandOver>> {
  const { from, to } = await mailboxesOf(tx, input)
  const unwritten = (await underWayOfMailbox(tx, from.id, 'unwritten', 1_000_000)).length, running = (await underWayOfMailbox(tx, from.id, 'all', 1_000_000)).length - unwritten
  return { unwritten, running, sentence: sentenceOf(input.way, from, to, input.toDay, unwritten, running) }
}

export async function addTheAbsence(tx: Tx, input: AbsenceInput): Promise<Absence> {
  await mailboxesOf(tx, input)
  const { timeZone } = await findWorkspace(tx)
  if (input.toDay < input.fromDay || input.toDay < localDate(tx.now, timeZone)) throw refuse('absence_over', 'The last day has to be today or later, and not before the first.', { field: 'toDay' })
  const made = await insertAbsence(tx, { mailboxId: input.mailboxId, fromDay: input.fromDay, toDay: input.toDay, way: input.way, toMailboxId: input.toMailboxId ?? null })
  await enqueue(tx, absenceJob, { absenceId: made.id }, { startAfter: wallTime(input.fromDay, '00:00', timeZone) })
  return shown(tx, made)
}

/** In transactions of a hundred; asked again after a kill it goes on with those who are left. */
export async function handOver(world: World, absenceId: string, signal: AbortSignal): Promise<void> {
  for (let told = 0; !signal.aborted; ) {
    const more = await world.write(async (tx) => {
      const away = await absenceById(tx, absenceId)
      if (!away || away.endedAt) return false
      const { timeZone } = await findWorkspace(tx)
      const back = wallTime(addDays(away.toDay, 1), '00:00', timeZone)
      const sentence = `${(await findMailbox(tx, away.mailboxId))?.fromName || 'The sender'} is away until ${spokenDay(away.toDay)}; goes on after that.`
      const which = away.way === 'reassign' ? 'all' : 'unwritten'
      if (away.way !== 'pause') {
        const some = (await underWayOfMailbox(tx, away.mailboxId, which, chunk)), to = away.toMailboxId!
        if (some.length) {
          const open = (await mailsOfEnrollments(tx, some.map((e) => e.id))).filter((m) => ['planned', 'due', 'held'].includes(m.state))
          await cancelMessages(tx, { ids: open.map((m) => m.id) }, { code: 'mailbox_removed', sentence: 'Goes on from another mailbox.' })
          await assignMailbox(tx, some.map((e) => ({ id: e.id, mailboxId: to, why: 'It took over from a mailbox whose sender is away.' })))
          await conduct(tx, some, { type: 'look' })
          return true
        }
        if (away.way === 'reassign') return false
      }
      const waits = (await underWayOfMailbox(tx, away.mailboxId, 'all', 1_000_000)).slice(told, told + chunk)
      await conduct(tx, waits, { type: 'postpone', until: back, code: 'sender_away', sentence })
      told += waits.length
      return waits.length === chunk
    })
    if (!more) return
  }
}

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
