// What the web may ask of sending.
import { Id } from '#contract/contract'
import type { MessageDetail, MessageView, SendingStatus } from '#contract/sending'
import { cancelMessage, getMessage, listMessages, markMessageSent, resendMessage, resumeSending, sendingStatus, sendTestMail, stopAllSending } from '#contract/sending'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { route } from '#platform/route'
import { cancelMessages, resumeAll, stopAll } from './cancelling.ts'
import { explainMessage } from './explaining.ts'
import { attemptsOf, currentStop, listedMessage, messagePage, queueCounts, type Listed } from './list-store.ts'
import { mayBe } from './message.ts'
import { planMessage, resend } from './planning.ts'
import { markSent } from './settling.ts'

export const routes = [
  route(listMessages, async ({ tx, query }) => {
    const { cursor, limit, ...question } = query
    if (cursor && !Id.safeParse(cursor).success) throw refuse('bad_cursor', 'This page of the list does not exist; start again from its beginning.', { field: 'cursor' })
    const rows = await messagePage(tx, question, cursor, limit + 1)
    const items = rows.slice(0, limit)
    return { items: items.map(viewOf), next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
  }),
  route(getMessage, async ({ tx, params }) => detail(tx, params.id)),
  route(markMessageSent, async ({ tx, params }) => { await markSent(tx, params.id); return view(tx, params.id) }),
  route(resendMessage, async ({ tx, params }) => view(tx, (await resend(tx, params.id)).id)),
  route(cancelMessage, async ({ tx, params, user }) => {
    const before = await view(tx, params.id)
    if (before.state !== 'cancelled' && !(await cancelMessages(tx, { ids: [params.id] }, { code: 'by_hand', sentence: `${user.name} took it back.` })))
      throw refuse('has_left', 'This mail can no longer be taken back.')
    return view(tx, params.id)
  }),
  route(sendingStatus, async ({ tx }) => status(tx)),
  route(stopAllSending, async ({ tx, body }) => { await stopAll(tx, body.reason ?? null); return status(tx) }),
  route(resumeSending, async ({ tx }) => { await resumeAll(tx); return status(tx) }),
  route(sendTestMail, async ({ tx, body, user }) => {
    const { id } = await planMessage(tx, {
      mailboxId: body.mailboxId, to: { name: '', address: body.to ?? user.email }, subject: body.subject, bodyText: body.bodyText, dueAt: tx.now, origin: 'test', unsubscribeHeader: false,
    })
    return view(tx, id)
  }),
]

async function view(tx: Tx, id: string): Promise<MessageView> {
  const m = await listedMessage(tx, id)
  if (!m) throw notFound('mail')
  return viewOf(m)
}

async function detail(tx: Tx, id: string): Promise<MessageDetail> {
  const m = await listedMessage(tx, id)
  if (!m) throw notFound('mail')
  const attempts = await attemptsOf(tx, id)
  return {
    ...viewOf(m), bodyText: m.bodyText, messageId: m.messageId, wireMessageId: m.wireMessageId, smtpReply: m.smtpReply, explanation: await explainMessage(tx, m), may: mayBe(m),
    attemptList: attempts.map((a) => ({ ...a, startedAt: a.startedAt.toISOString(), endedAt: a.endedAt?.toISOString() ?? null })),
  }
}

async function status(tx: Tx): Promise<SendingStatus> {
  const stop = await currentStop(tx)
  return { stopped: stop ? { at: stop.at.toISOString(), by: stop.by, reason: stop.reason } : null, ...(await queueCounts(tx)) }
}

function viewOf(m: Listed): MessageView {
  const { id, state, reason, reasonCode, origin, leadId, leadName, toAddress, mailboxId, fromAddress, campaignId, enrollmentId, stepId, stepNo, tone, threadId, subject, needsLook, attempts, resentAs } = m
  return {
    id, state, reason, reasonCode, origin, leadId, leadName, toAddress, mailboxId, fromAddress, campaignId, enrollmentId, stepId, stepNo, tone, threadId, subject, needsLook, attempts, resentAs,
    plannedAt: m.plannedAt.toISOString(), dueAt: m.dueAt.toISOString(), windowEnd: m.windowEnd?.toISOString() ?? null,
    handedAt: m.handedAt?.toISOString() ?? null, acceptedAt: m.acceptedAt?.toISOString() ?? null,
  }
}
