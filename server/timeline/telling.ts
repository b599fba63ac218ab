// One fact, one plain sentence, with who did it, why, and where it leads.
import type { TimelineEntry, TimelineLink } from '#contract/timeline'
import { lineOf, someone, type Told } from './facts.ts'
import type { EventRow } from './store.ts'

export function tell(row: EventRow): TimelineEntry {
  const line = lineOf(row.type)
  const byUser = row.actor.startsWith('user:')
  const actorName = byUser ? (row.user_name ?? 'A former colleague') : 'Overture'
  const who = row.lead_name ?? (text(row.payload['email']) || text(row.payload['address']) || row.company_name || someone)
  const told: Told = { type: row.type, who, company: row.company_name ?? '', campaign: row.campaign_name ?? '', subject: row.subject ?? '', mailbox: row.mailbox ?? '', actor: actorName, byUser, payload: row.payload, at: row.at }
  return {
    id: String(row.id), at: row.at.toISOString(), kind: line.kind, type: row.type,
    sentence: line.says(told),
    why: line.why?.(told) ?? null,
    quote: line.own ? row.note || null : line.theirs ? row.quote || null : null,
    actor: line.theirs ? { kind: 'lead', id: row.lead_id, name: who } : { kind: byUser ? 'user' : 'system', id: row.user_id, name: actorName },
    lead: named(row.lead_id, row.lead_name), company: named(row.company_id, row.company_name), campaign: named(row.campaign_id, row.campaign_name),
    link: linkOf(row, line.link ?? 'lead'),
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const named = (id: string | null, name: string | null) => (id && name ? { id, name } : null)

/** Where the fact itself can be opened, else the lead, else the company; nothing that is gone. */
function linkOf(row: EventRow, wished: TimelineLink['to']): TimelineLink | null {
  const ids: Record<TimelineLink['to'], string | null> = {
    thread: row.thread_id, message: row.message_id, draft: row.draft_id, campaign: row.campaign_id, lead: row.lead_id, company: row.company_id,
    mailbox: row.mailbox_id, import: text(row.payload['importId']) || null, deal: row.deal_id,
  }
  for (const to of [wished, 'lead', 'company', 'campaign'] as const) {
    const id = ids[to]
    if (id) return { to, id }
  }
  return null
}
