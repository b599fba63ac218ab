import type { Page } from '#contract/contract'
import type { TimelineEntry, TimelineKind } from '#contract/timeline'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { noisy, typesOf, untold } from './facts.ts'
import { companyExists, dealExists, eventsOfCompany, eventsOfDeal, eventsOfLead, eventsOfWorkspace, leadExists, type EventRow, type Question } from './store.ts'
import { tell } from './telling.ts'

interface Asked { kind?: TimelineKind[] | undefined; cursor?: string | undefined; limit: number }

export async function timelineOfLead(tx: Tx, leadId: string, asked: Asked): Promise<Page<TimelineEntry>> {
  if (!(await leadExists(tx, leadId))) throw notFound('lead')
  return paged(await eventsOfLead(tx, leadId, question(asked)), asked.limit)
}

export async function timelineOfCompany(tx: Tx, companyId: string, asked: Asked): Promise<Page<TimelineEntry>> {
  if (!(await companyExists(tx, companyId))) throw notFound('company')
  return paged(await eventsOfCompany(tx, companyId, question(asked)), asked.limit)
}

export async function timelineOfDeal(tx: Tx, dealId: string, asked: Asked): Promise<Page<TimelineEntry>> {
  if (!(await dealExists(tx, dealId))) throw notFound('deal')
  return paged(await eventsOfDeal(tx, dealId, question(asked)), asked.limit)
}

/** The feed of the workspace leaves out what comes in hundreds, unless its kind is asked for. */
export async function activityOf(tx: Tx, campaignId: string | undefined, asked: Asked): Promise<Page<TimelineEntry>> {
  const one = question(asked)
  return paged(await eventsOfWorkspace(tx, campaignId, asked.kind?.length ? one : { ...one, not: [...one.not, ...noisy] }), asked.limit)
}

const question = ({ kind, cursor, limit }: Asked): Question => ({ ...(kind?.length && { types: typesOf(kind) }), not: untold, after: readCursor(cursor), limit })

function paged(rows: EventRow[], limit: number): Page<TimelineEntry> {
  return { items: rows.slice(0, limit).map(tell), next: rows.length > limit ? String(rows[limit - 1]!.id) : null }
}

/** The place in the list is the id of the last fact shown. */
function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined || cursor === '') return undefined
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw refuse('bad_cursor', 'This place in the list is not known. Start again from the first page.', { status: 400, field: 'cursor' })
}
