// The outbox: every mail with the reason for its state, and what a person may decide about one or many.
import { Id } from '#contract/contract'
import type { OutboxBox, OutboxItem } from '#contract/sending'
import type { Tx } from '#platform/db'
import { Refusal, refuse } from '#platform/refuse'
import { cancelMessages } from './cancelling.ts'
import { explainMany } from './explaining.ts'
import { haltsOf } from './halts.ts'
import type { Listed } from './list-store.ts'
import { mayBe, type Message } from './message.ts'
import { boxCounts, outboxPage, type After, type Counts, type OutboxQuestion, undoSecondsOf } from './outbox-store.ts'
import { resend } from './planning.ts'
import { markSent } from './settling.ts'
import { viewOf } from './showing.ts'
import { findMessage } from './store.ts'

export async function searchOutbox(tx: Tx, q: OutboxQuestion & { cursor?: string | undefined; limit: number }): Promise<{ items: OutboxItem[]; next: string | null }> {
  const rows = await outboxPage(tx, q, readCursor(q.cursor), q.limit + 1)
  const shown = rows.slice(0, q.limit)
  const sentences = await explainMany(tx, shown)
  const last = rows.length > q.limit ? shown.at(-1) : undefined
  return { items: shown.map((m) => itemOf(m, sentences.get(m.id) ?? '', tx.now)), next: last ? `${last.sortAt.toISOString()}_${last.id}` : null }
}

function readCursor(cursor: string | undefined): After | undefined {
  if (!cursor) return undefined
  const [at, id] = cursor.split('_')
  if (!at || Number.isNaN(Date.parse(at)) || !Id.safeParse(id).success) throw refuse('bad_cursor', 'This page of the list does not exist; start again from its beginning.', { field: 'cursor' })
  return [at, id!]
}

function itemOf(m: Listed, sentence: string, now: Date): OutboxItem {
  const canUndo = m.origin === 'reply' && m.state === 'due' && m.attempts === 0 && m.dueAt > now
  const whole = m.level === 'full'
  return { ...viewOf(m), sentence, may: whole ? mayBe(m) : { markSent: false, resend: false, cancel: false }, undoUntil: whole && canUndo ? m.dueAt.toISOString() : null }
}

const week = 7 * 86_400_000
export const outboxCountsOf = (tx: Tx): Promise<Counts> => boxCounts(tx, new Date(tx.now.getTime() - week))

export type Act = 'cancel' | 'mark_sent' | 'resend'
export interface Done { done: number; refused: { id: string; sentence: string }[]; sentence: string }

/** One by one in one transaction, in the order of their ids, as everybody locks mails. What cannot be done is named, the rest is done. */
export async function actOnMany(tx: Tx, act: Act, ids: readonly string[], by: string): Promise<Done> {
  const refused: Done['refused'] = []
  let done = 0
  for (const id of [...new Set(ids)].sort()) {
    try {
      if (act === 'mark_sent') await markSent(tx, id)
      else if (act === 'resend') await sendAgain(tx, id)
      else if (!(await cancelMessages(tx, { ids: [id] }, { code: 'by_hand', sentence: `${by} took it back.` }))) throw refuse('has_left', 'This mail can no longer be taken back.')
      done++
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused.push({ id, sentence: error.message })
    }
  }
  return { done, refused, sentence: said(act, done, refused) }
}

/** By a person's order. Not where the campaign has ended for this lead meanwhile, with an answer say: the gate would not let it through. */
export async function sendAgain(tx: Tx, id: string): Promise<Message> {
  const m = await findMessage(tx, id), halt = m?.campaignId && m.enrollmentId ? (await haltsOf(tx, [m.enrollmentId])).get(m.enrollmentId) : undefined
  if (halt?.then === 'cancel') throw refuse('campaign_over', `The campaign is over for this lead, so the mail is not sent again: ${halt.sentence} Write to them from their page instead.`, { status: 409 })
  return resend(tx, id)
}

const verbs: Record<Act, [one: string, many: string]> = { cancel: ['is taken back', 'are taken back'], mark_sent: ['is marked as sent', 'are marked as sent'], resend: ['will be sent again', 'will be sent again'] }

function said(act: Act, done: number, refused: Done['refused']): string {
  const [one, many] = verbs[act]
  const first = `${done} ${done === 1 ? `mail ${one}` : `mails ${many}`}.`
  return refused.length ? `${first} ${refused.length} could not be: ${refused[0]!.sentence}` : first
}

/** When a mail of this person leaves, so that it can be taken back until then. Other rooms plan answers with it. */
export async function leavesAt(tx: Tx): Promise<Date> {
  const seconds = tx.actor.kind === 'user' ? await undoSecondsOf(tx, tx.actor.userId) : 10
  return new Date(tx.now.getTime() + seconds * 1000)
}

export type { OutboxBox }
