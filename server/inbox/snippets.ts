// Texts at hand: what one writes again and again, called by ;shortcut in an answer. They may say {{first_name}} and {{sender}}.
import { notFound } from '#platform/refuse'
import { liveChanged } from '#platform/events'
import type { Tx } from '#platform/db'
import { deleteSnippet, snippetRows, upsertSnippet, type SnippetRow } from './triage-store.ts'

export const texts = (tx: Tx): Promise<SnippetRow[]> => snippetRows(tx)

export async function saveText(tx: Tx, text: Omit<SnippetRow, 'id'>): Promise<SnippetRow> {
  const saved = await upsertSnippet(tx, text)
  await liveChanged(tx, 'inbox')
  return saved
}

export async function dropText(tx: Tx, id: string): Promise<void> {
  if (!(await deleteSnippet(tx, id))) throw notFound('text')
  await liveChanged(tx, 'inbox')
}
