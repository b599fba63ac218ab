// Working on the same inbox: notes that only colleagues see, and a hint when two are about to answer the same mail.
import type { NoteView, Person } from '#contract/inbox'
import { members } from '#accounts'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound } from '#platform/refuse'
import { personMentioned } from './events.ts'
import { seenThread } from './list-store.ts'
import { bringIn, deleteNote, dropPresence, insertNote, labelsInUse, noteRows, presentIn, setPresence, type NoteRow } from './triage-store.ts'

const hintMs = 60_000

export const peopleHere = async (tx: Tx): Promise<Map<string, Person>> =>
  new Map((await members(tx)).filter((m) => m.disabled_at === null).map((m) => [m.user_id, { id: m.user_id, name: m.name }]))

export const team = async (tx: Tx): Promise<{ people: Person[]; labels: string[] }> => ({ people: [...(await peopleHere(tx)).values()], labels: await labelsInUse(tx) })

export async function notesOf(tx: Tx, threadId: string): Promise<NoteView[]> {
  const rows = await noteRows(tx, threadId)
  const people = rows.length ? await peopleHere(tx) : new Map<string, Person>()
  return rows.map((row) => noteView(tx, row, people))
}

/** Whoever is mentioned is brought in: they may read this thread, whatever its mailbox shares. */
export async function note(tx: Tx, threadId: string, { text, mentions }: { text: string; mentions: string[] }): Promise<NoteView> {
  const thread = await open(tx, threadId)
  const people = await peopleHere(tx)
  const who = me(tx)
  const known = [...new Set(mentions)].filter((id) => people.has(id) && id !== who)
  const row = await insertNote(tx, { threadId, authorId: who, text, mentions: known })
  if (known.length) {
    await bringIn(tx, threadId, known)
    await announce(tx, personMentioned, { threadId, noteId: row.id, people: known, mailboxId: thread.mailboxId, ...(thread.leadId && { leadId: thread.leadId }) })
  }
  await liveChanged(tx, 'inbox')
  return noteView(tx, row, people)
}

export async function dropOwnNote(tx: Tx, id: string): Promise<void> {
  if (!(await deleteNote(tx, id, me(tx)))) throw notFound('note')
  await liveChanged(tx, 'inbox')
}

/** Told again every half minute while somebody writes; other browsers hear of it when it begins and when it ends. */
export async function answering(tx: Tx, threadId: string, on: boolean): Promise<Person[]> {
  await open(tx, threadId)
  const news = on ? await setPresence(tx, threadId, me(tx), new Date(tx.now.getTime() + hintMs)) : (await dropPresence(tx, threadId, me(tx))) > 0
  if (news) await liveChanged(tx, 'inbox')
  return othersAnswering(tx, threadId)
}

export async function othersAnswering(tx: Tx, threadId: string): Promise<Person[]> {
  const present = (await presentIn(tx, threadId)).filter((id) => tx.actor.kind !== 'user' || id !== tx.actor.userId)
  if (!present.length) return []
  const people = await peopleHere(tx)
  return present.flatMap((id) => people.get(id) ?? [])
}

const noteView = (tx: Tx, row: NoteRow, people: Map<string, Person>): NoteView => ({
  id: row.id, text: row.text, at: row.createdAt.toISOString(), mine: tx.actor.kind === 'user' && row.authorId === tx.actor.userId,
  author: people.get(row.authorId) ?? { id: row.authorId, name: 'A former colleague' }, mentions: row.mentions.flatMap((id) => people.get(id) ?? []),
})

async function open(tx: Tx, threadId: string) {
  const thread = await seenThread(tx, threadId)
  if (thread?.level !== 'full') throw notFound('thread')
  return thread
}

function me(tx: Tx): string {
  if (tx.actor.kind !== 'user') throw new Error('Only people write notes.')
  return tx.actor.userId
}
