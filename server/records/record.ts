// Which record is meant, and whether one may change it.
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { mustChangeRecord } from '#platform/rights'
import { recordRow, type RecordRow } from './record-store.ts'
import type { Subject } from './record-tables.ts'

/** Deals have files, and keep their history in their own way. */
export interface About { subject: Subject | 'deal'; id: string }
const kinds = { lead: 'leads', company: 'companies', deal: 'deals' } as const

/** In the trash too. */
export async function theRecord(tx: Tx, about: About): Promise<RecordRow> {
  const row = await recordRow(tx, about.subject, about.id)
  if (!row) throw notFound(about.subject)
  return row
}

export async function recordToChange(tx: Tx, about: About): Promise<RecordRow> {
  const row = await theRecord(tx, about)
  if (row.deletedAt) throw notFound(about.subject)
  mustChangeRecord(tx.actor, kinds[about.subject], row)
  return row
}

/** As facts carry it. */
export const refOf = ({ subject, id }: About): { leadId: string } | { companyId: string } | { dealId: string } => (subject === 'lead' ? { leadId: id } : subject === 'company' ? { companyId: id } : { dealId: id })
