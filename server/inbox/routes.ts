import * as say from '#contract/inbox'
import { done } from '#contract/contract'
import { intentMatrix, judgedText, referralCard } from './intent-view.ts'
import { correctIntent } from './learning.ts'
import { mergeThreads, splitThread } from './merging.ts'
import { movesOf } from './merging-store.ts'
import { compareAgainAt, usableMailbox } from '#mailboxes'
import { liveChanged } from '#platform/events'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { rawRoute, route, routeOut } from '#platform/route'
import { syncSoon } from '#mailboxes'
import { attachment } from '#platform/csv'
import { attachmentOf } from './attachments.ts'
import { picturesFor } from './pictures.ts'
import { answerThread, takeBackAnswer } from './answering.ts'
import { changeThreadBy, changeThreads, undoChange } from './changing.ts'
import { chooseFolder } from './places-store.ts'
import { renameLabelTo } from './labels.ts'
import { letterboxDetail, letterboxes } from './health-view.ts'
import { harmless, htmlPolicy } from './html.ts'
import { foldersOf, labelCounts, syncCounts } from './list-store.ts'
import { block, blocks, levelFor, privacyOf, share, unblock } from './privacy.ts'
import { counts, seenFor, threadDetail, threadPage, threadView, unmatchedPage, readableThread } from './showing.ts'
import { dropText, saveText, texts } from './snippets.ts'
import { another, draftFor } from './suggesting.ts'
import { answering, dropOwnNote, note, team } from './team.ts'
import { htmlOf, rewindFolders } from './store.ts'
import { syncState } from './syncing.ts'
import { assign, dismiss } from './tray.ts'

export const routes = [
  route(say.listThreads, async ({ tx, query }) => threadPage(tx, query)),
  route(say.inboxCounts, async ({ tx }) => counts(tx)),
  route(say.getThread, async ({ tx, params }) => threadDetail(tx, params.id)),
  route(say.updateThread, async ({ tx, params, body }) => {
    await changeThreadBy(tx, params.id, body)
    return threadView(tx, params.id)
  }),
  route(say.updateThreads, async ({ tx, body }) => {
    const { changed, undo } = await changeThreads(tx, body.ids ? { ids: body.ids } : { seen: seenFor(tx, body.filter ?? {}) }, body.change)
    return { changed, undo }
  }),
  route(say.undoThreadChanges, async ({ tx, params }) => undoChange(tx, params.id)),
  route(say.listTeam, async ({ tx }) => team(tx)),
  route(say.listLabels, async ({ tx }) => ({ items: await labelCounts(tx) })),
  route(say.renameLabel, async ({ tx, body }) => renameLabelTo(tx, body.from, body.to)),
  route(say.addNote, async ({ tx, params, body }) => note(tx, params.id, body)),
  route(say.dropNote, async ({ tx, params }) => {
    await dropOwnNote(tx, params.id)
    return done
  }),
  route(say.sayAnswering, async ({ tx, params, body }) => ({ others: await answering(tx, params.id, body.answering) })),
  route(say.listSnippets, async ({ tx }) => ({ items: await texts(tx) })),
  route(say.saveSnippet, async ({ tx, body }) => saveText(tx, body)),
  route(say.dropSnippet, async ({ tx, params }) => {
    await dropText(tx, params.id)
    return done
  }),
  route(say.replyDraft, async ({ tx, params }) => ({ draft: await draftFor(tx, params.id) })),
  routeOut(say.anotherReplyDraft, async ({ world, params, body }) => ({ draft: await another(world, params.id, body.after) })),
  route(say.mailboxPrivacy, async ({ tx, params }) => privacyOf(tx, params.id)),
  route(say.setMailboxPrivacy, async ({ tx, params, body }) => share(tx, params.id, body.sharing)),
  route(say.listMailBlocks, async ({ tx }) => blocks(tx)),
  route(say.addMailBlock, async ({ tx, body }) => block(tx, body.value)),
  route(say.dropMailBlock, async ({ tx, params }) => {
    await unblock(tx, params.id)
    return done
  }),
  route(say.replyToThread, async ({ tx, params, body }) => answerThread(tx, params.id, body)),
  route(say.undoReply, async ({ tx, params }) => ({ undone: await takeBackAnswer(tx, params.id) })),
  route(say.listUnmatched, async ({ tx, query }) => unmatchedPage(tx, query)),
  route(say.assignUnmatched, async ({ tx, params, body }) => assign(tx, params.id, body.leadId)),
  route(say.dismissUnmatched, async ({ tx, params }) => {
    await dismiss(tx, params.id)
    return done
  }),
  rawRoute(say.messageHtml, async ({ world, params, query, reply }) => {
    const found = await world.read(async (tx) => {
      return (await levelFor(tx, params.id)) === 'full' ? htmlOf(tx, params.id) : undefined
    })
    if (!found?.html) throw notFound('mail')
    return reply.type('text/html; charset=utf-8').header('content-security-policy', htmlPolicy).header('x-frame-options', 'SAMEORIGIN').header('cache-control', 'private, no-store').send(harmless(found.html, query.pictures ? await picturesFor(world, found.html) : undefined))
  }),
  rawRoute(say.mailAttachment, async ({ world, params, reply }) => {
    const { name, bytes } = await attachmentOf(world, params.id, params.n)
    return reply.type('application/octet-stream').header('content-disposition', attachment(name)).header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "sandbox; default-src 'none'").header('cache-control', 'private, no-store').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
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
  routeOut(say.testIntent, async ({ world, body }) => judgedText(world, body)),
  route(say.correctIntent, async ({ tx, params, body }) => {
    await correctIntent(tx, params.id, body.intent, (threadId) => mustReadAll(tx, threadId))
    return done
  }),
  route(say.intentMatrix, async ({ tx, query }) => intentMatrix(tx, query.days)),
  route(say.referralOf, async ({ tx, params }) => referralCard(tx, params.id)),
  route(say.mergeThread, async ({ tx, params, body }) => {
    for (const id of [params.id, body.into]) await mustReadAll(tx, id)
    await mergeThreads(tx, params.id, body.into)
    return { threadId: body.into }
  }),
  route(say.splitThread, async ({ tx, params, body }) => {
    await mustReadAll(tx, params.id)
    return splitThread(tx, params.id, body.mailIds)
  }),
  route(say.threadHistory, async ({ tx, params }) => {
    await readableThread(tx, params.id)
    return { items: (await movesOf(tx, params.id)).map((m) => ({ kind: m.kind, at: m.at.toISOString(), by: m.byUser, fromThread: m.fromThread, toThread: m.toThread, mails: m.mails.length })) }
  }),
]

/** Who sees no more than who and when neither moves mails nor judges them: what is brought together is read together. */
async function mustReadAll(tx: Tx, threadId: string): Promise<void> {
  if ((await readableThread(tx, threadId)).level !== 'full') throw notFound('thread')
}
