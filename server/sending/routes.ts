// What the web may ask of sending.
import { Id } from '#contract/contract'
import type { MessageDetail, MessageView, SendingStatus } from '#contract/sending'
import {
  actOnOutbox, cancelMessage, getMessage, listMessages, listOutbox, lookInSent, markMessageSent, outboxCounts, resendMessage, resumeSending, sendingStatus, sendTestMail, setUndoPreference, stopAllSending, traceMessage, undoPreference,
} from '#contract/sending'
import type { Tx } from '#platform/db'
import { notFound, Refusal, refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { route, routeOut } from '#platform/route'
import { cancelMessages, resumeAll, stopAll } from './cancelling.ts'
import { explainMessage } from './explaining.ts'
import { attemptsOf, currentStop, decidable, frozenCounts, listedMessage, messagePage, queueCounts } from './list-store.ts'
import { mayBe } from './message.ts'
import { lookNow, markSent } from './settling.ts'
import { actOnMany, outboxCountsOf, searchOutbox, sendAgain } from './outbox.ts'
import { saveUndoSeconds, undoSecondsOf } from './outbox-store.ts'
import { viewOf } from './showing.ts'
import { planTestMail } from './test-mail.ts'
import { traceOf } from './tracing.ts'

export const routes = [
  route(listMessages, async ({ tx, query }) => {
    const { cursor, limit, ...question } = query
    if (cursor && !Id.safeParse(cursor).success) throw refuse('bad_cursor', 'This page of the list does not exist; start again from its beginning.', { field: 'cursor' })
    const rows = await messagePage(tx, question, cursor, limit + 1)
    const items = rows.slice(0, limit)
    return { items: items.map(viewOf), next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
  }),
  route(getMessage, async ({ tx, params }) => detail(tx, params.id)),
  route(markMessageSent, async ({ tx, params }) => { await mine(tx, params.id); await markSent(tx, params.id); return view(tx, params.id) }),
  route(resendMessage, async ({ tx, params }) => { await mine(tx, params.id); return view(tx, (await sendAgain(tx, params.id)).id) }),
  route(cancelMessage, async ({ tx, params, user }) => {
    await mine(tx, params.id)
    const before = await view(tx, params.id)
    if (before.state !== 'cancelled' && !(await cancelMessages(tx, { ids: [params.id] }, { code: 'by_hand', sentence: `${user.name} took it back.` })))
      throw refuse('has_left', 'This mail can no longer be taken back.')
    return view(tx, params.id)
  }),
  route(listOutbox, ({ tx, query }) => searchOutbox(tx, query)),
  route(outboxCounts, ({ tx }) => outboxCountsOf(tx)),
  route(traceMessage, async ({ tx, params }) => { await mine(tx, params.id); return { items: await traceOf(tx, params.id) } }),
  routeOut(lookInSent, async ({ world, params }) => { await world.read((tx) => mine(tx, params.id)); return { ...(await lookNow(world, params.id)), message: await world.read((tx) => view(tx, params.id)) } }),
  routeOut(actOnOutbox, async ({ world, body, user }) => {
    const { act } = body, may = await world.read((tx) => decidable(tx, body.ids)), ids = body.ids.filter((id) => may.has(id))
    if (!ids.length) throw notFound('mail')
    return act === 'look' ? lookForMany(world, ids) : world.write((tx) => actOnMany(tx, act, ids, user.name))
  }),
  route(undoPreference, async ({ tx, user }) => ({ undoS: (await undoSecondsOf(tx, user.id)) as Undo })),
  route(setUndoPreference, async ({ tx, user, body }) => { await saveUndoSeconds(tx, user.id, body.undoS); return body }),
  route(sendingStatus, async ({ tx }) => status(tx)),
  route(stopAllSending, async ({ tx, body }) => { await stopAll(tx, body.reason ?? null); return status(tx) }),
  route(resumeSending, async ({ tx, body }) => { await resumeAll(tx, { answersToo: body.answersToo }); return status(tx) }),
  route(sendTestMail, async ({ tx, body, user }) => view(tx, (await planTestMail(tx, user, body)).id)),
]

type Undo = 0 | 5 | 10 | 20 | 30

/** Sent folders answer slowly: a few at a time, and not more than a person waits for. */
async function lookForMany(world: World, ids: readonly string[]) {
  const seen = { found: 0, absent: 0, unknown: 0 }
  const refused: { id: string; sentence: string }[] = []
  const rest = [...new Set(ids)].slice(0, 50).values()
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (const id of rest)
      await lookNow(world, id).then((one) => { seen[one.seen]++ }, (error: unknown) => {
        if (!(error instanceof Refusal)) throw error
        refused.push({ id, sentence: error.message })
      })
  }))
  const done = seen.found + seen.absent + seen.unknown
  const parts = [seen.found && `${seen.found} found, so sent`, seen.absent && `${seen.absent} not there`, seen.unknown && `${seen.unknown} Sent folders could not be read`].filter(Boolean)
  return { done, refused, sentence: done ? `Looked for ${done}: ${parts.join(', ')}.` : (refused[0]?.sentence ?? 'Nothing to look for.') }
}

/** To decide about a mail one must be allowed to read it. */
async function mine(tx: Tx, id: string): Promise<void> {
  if (!(await decidable(tx, [id])).size) throw notFound('mail')
}

async function view(tx: Tx, id: string): Promise<MessageView> {
  const m = await listedMessage(tx, id)
  if (!m) throw notFound('mail')
  return viewOf(m)
}

async function detail(tx: Tx, id: string): Promise<MessageDetail> {
  const m = await listedMessage(tx, id)
  if (!m) throw notFound('mail')
  const attempts = await attemptsOf(tx, id), whole = m.level === 'full'
  return {
    ...viewOf(m), bodyText: whole ? m.bodyText : '', copies: (whole ? (m.copies ?? []) : []).map(({ kind, address, refused = null }) => ({ kind, address, refused })), messageId: m.messageId, wireMessageId: m.wireMessageId, smtpReply: m.smtpReply, explanation: await explainMessage(tx, m), may: whole ? mayBe(m) : nothing,
    attemptList: attempts.map((a) => ({ ...a, startedAt: a.startedAt.toISOString(), endedAt: a.endedAt?.toISOString() ?? null })),
  }
}

const nothing = { markSent: false, resend: false, cancel: false }

async function status(tx: Tx): Promise<SendingStatus> {
  const stop = await currentStop(tx)
  return { stopped: stop ? { at: stop.at.toISOString(), by: stop.by, reason: stop.reason } : null, frozen: await frozenCounts(tx), ...(await queueCounts(tx)) }
}
