// The rows behind a number, newest first. The total is the number.
import { findWorkspace } from '#accounts'
import type { rowsBehind } from '#contract/analytics'
import type { Output, Parsed } from '#contract/contract'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import { isMailNumber } from './numbers.ts'
import { rowsOfMails } from './store.ts'
import { rowsWaiting } from './waiting-store.ts'

export async function rowsOf(tx: Tx, query: Parsed<typeof rowsBehind>['query']): Promise<Output<typeof rowsBehind>> {
  const { number, limit } = query
  const after = readCursor(query.cursor)
  if (!isMailNumber(number)) {
    const { rows, total } = await rowsWaiting(tx, number, query.campaignId === 'none' ? undefined : query.campaignId, after, limit)
    const items = rows.slice(0, limit).map((row) => ({ kind: row.kind, id: row.id, title: row.title, detail: row.detail, at: row.at.toISOString(), leadId: row.lead_id, campaignId: row.campaign_id, threadId: row.thread_id }))
    return { items, total, next: nextCursor(rows, limit) }
  }
  const { timeZone } = await findWorkspace(tx)
  const count = query.count ?? 'leads'
  const { rows, total } = await rowsOfMails(tx, number, { ...query, count, zone: timeZone }, after, limit)
  const items = rows.slice(0, limit).map((row) => {
    const who = [row.name ?? row.to_address, row.company_name].filter(Boolean).join(', ')
    const more = row.mails > 1 ? `${row.subject} (and ${row.mails - 1} more)` : row.subject
    return count === 'leads'
      ? { kind: 'lead' as const, id: row.id, title: who, detail: more, at: row.at.toISOString(), leadId: row.lead_id, campaignId: row.campaign_id, threadId: row.thread_id }
      : { kind: 'message' as const, id: row.id, title: row.subject, detail: who, at: row.at.toISOString(), leadId: row.lead_id, campaignId: row.campaign_id, threadId: row.thread_id }
  })
  return { items, total, next: nextCursor(rows, limit) }
}

const nextCursor = (rows: { at: Date; id: string }[], limit: number): string | null => {
  const last = rows[limit - 1]
  return rows.length > limit && last ? Buffer.from(JSON.stringify([last.at.toISOString(), last.id])).toString('base64url') : null
}

function readCursor(cursor: string | undefined): { at: string; id: string } | undefined {
  if (!cursor) return undefined
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown]
    if (typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) return { at, id }
  } catch { /* not one of ours */ }
  throw refuse('bad_cursor', 'This place in the list is not known. Start again from the first page.', { status: 400, field: 'cursor' })
}
