// The tables of records, and what they have in common: id, custom, tags, owner_id, updated_at, deleted_at. Only names from this list
// become part of a statement.
import { sql, type RawBuilder } from '#platform/db'

export type Subject = 'lead' | 'company'
export const subjects: readonly Subject[] = ['lead', 'company']
/** Those that have fields of one's own. */
export type FieldSubject = Subject | 'deal'
export const fieldSubjects: readonly FieldSubject[] = [...subjects, 'deal']
const names: Record<FieldSubject, string> = { lead: 'leads', company: 'companies', deal: 'deals' }
export const tableOf = (subject: FieldSubject): RawBuilder<unknown> => sql.raw(names[subject])
