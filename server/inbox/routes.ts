import * as say from '#contract/inbox'
import { done } from '#contract/contract'
import { compareAgainAt, usableMailbox } from '#mailboxes'
import { liveChanged } from '#platform/events'
import { notFound, Refusal } from '#platform/refuse'
import { rawRoute, route } from '#platform/route'
import { syncSoon } from '#mailboxes'
import { answerThread, changeThreadBy, takeBackAnswer } from './answering.ts'
import { chooseFolder } from './places-store.ts'
import { letterboxDetail, letterboxes } from './health-view.ts'
import { harmless, htmlPolicy } from './html.ts'
import { foldersOf, syncCounts } from './list-store.ts'
import { counts, readable, readableThread, threadMails, threadPage, threadView, unmatchedPage } from './showing.ts'
import { htmlOf, rewindFolders } from './store.ts'
import { syncState } from './syncing.ts'
import { assign, dismiss } from './tray.ts'

const classesIn = (text: string | undefined): string[] | undefined => (text ? text.split(',').map((name) => name.trim()).filter(Boolean) : undefined)

export const routes = [
  route(say.listThreads, async ({ tx, query }) => threadPage(tx, { ...query, classes: classesIn(query.class) })),
  route(say.inboxCounts, async ({ tx }) => counts(tx)),
  route(say.getThread, async ({ tx, params }) => {
    const thread = await readableThread(tx, params.id)
    return { ...(await threadView(tx, thread)), mails: await threadMails(tx, thread) }
  }),
  route(say.updateThread, async ({ tx, params, body }) => threadView(tx, await changeThreadBy(tx, params.id, body))),
  route(say.updateThreads, async ({ tx, body }) => {
    let changed = 0
    // In the order of ids, so that two who change the same threads never wait for each other in a circle.
    for (const id of [...new Set(body.ids)].sort()) {
      try {
        await changeThreadBy(tx, id, body.change)
        changed++
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 404) throw error
      }
    }
    return { changed }
  }),
  route(say.replyToThread, async ({ tx, params, body }) => answerThread(tx, params.id, body)),
  route(say.undoReply, async ({ tx, params }) => ({ undone: await takeBackAnswer(tx, params.id) })),
  route(say.listUnmatched, async ({ tx, query }) => unmatchedPage(tx, query)),
  route(say.assignUnmatched, async ({ tx, params, body }) => assign(tx, params.id, body.leadId)),
  route(say.dismissUnmatched, async ({ tx, params }) => {
    await dismiss(tx, params.id)
    return done
  }),
  rawRoute(say.messageHtml, async ({ world, params, reply }) => {
    const found = await world.read(async (tx) => {
      const row = await htmlOf(tx, params.id)
      return row && (await readable(tx)).has(row.mailboxId) ? row : undefined
    })
    if (!found?.html) throw notFound('mail')
    return reply.type('text/html; charset=utf-8').header('content-security-policy', htmlPolicy).header('x-frame-options', 'SAMEORIGIN').send(harmless(found.html))
  }),
  route(say.mailboxSync, async ({ tx, params }) => {
    const { id } = await usableMailbox(tx, params.id)
    const state = await syncState(tx, id)
    return {
      mailboxId: id, lastSyncAt: state.lastSyncAt?.toISOString() ?? null, nextSyncAt: state.nextSyncAt.toISOString(), error: state.error, failures: state.failures,
      folders: await foldersOf(tx, id), ...(await syncCounts(tx, id)),
    }
  }),
  route(say.resyncMailbox, async ({ tx, params, body }) => {
    const { id } = await usableMailbox(tx, params.id)
    if (body.fromTheStart) await rewindFolders(tx, id)
    await syncSoon(tx, id)
    await liveChanged(tx, 'mailboxes')
    return done
  }),
  route(say.inboxHealth, async ({ tx }) => letterboxes(tx)),
  route(say.mailboxHealth, async ({ tx, params }) => letterboxDetail(tx, (await usableMailbox(tx, params.id)).id)),
  route(say.compareMailbox, async ({ tx, params }) => {
    const { id } = await usableMailbox(tx, params.id)
    await compareAgainAt(tx, id, tx.now)
    return done
  }),
  route(say.chooseFolders, async ({ tx, params, body }) => {
    const { id } = await usableMailbox(tx, params.id)
    for (const { path, read } of body.folders) await chooseFolder(tx, id, path, read)
    await syncSoon(tx, id)
    await compareAgainAt(tx, id, tx.now)
    await liveChanged(tx, 'mailboxes')
    return letterboxDetail(tx, id)
  }),
]
