// The tables of records, and what they have in common: id, custom, tags, owner_id, updated_at, deleted_at. Only names from this list
// become part of a statement.
import type { FieldSubject } from '#contract/custom-fields'
import { sql, type RawBuilder } from '#platform/db'

export type Subject = 'lead' | 'company'
export const subjects: readonly Subject[] = ['lead', 'company']
const names: Record<FieldSubject, string> = { lead: 'leads', company: 'companies', deal: 'deals' }
export const tableOf = (subject: FieldSubject): RawBuilder<unknown> => sql.raw(names[subject])
