// Who may be the same person or company, and making the two one: looked at side by side, tried without doing it, taken back.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging, When } from './contract.ts'

export const duplicateSubjects = ['lead', 'company'] as const
const Subject = z.enum(duplicateSubjects)
/** Why two may be the same. */
export const duplicateReasons = ['address', 'alias', 'linkedin', 'phone', 'name_and_company', 'like_name_and_company', 'name', 'company_name', 'like_company_name', 'domain', 'website'] as const

const Side = z.object({ id: Id, name: z.string(), says: z.string(), company: z.string().nullable(), createdAt: When })
export const PairView = z
  .object({ id: Id, subject: Subject, score: z.number().int().describe('0 to 99: how sure'), reasons: z.array(z.enum(duplicateReasons)), state: z.enum(['open', 'dismissed', 'merged']), a: Side, b: Side })
  .meta({ id: 'DuplicatePair' })
export type PairView = z.output<typeof PairView>

export const listDuplicates = endpoint('GET', '/duplicates', {
  summary: 'Pairs to look at, the surest first', can: 'leads.read', query: Paging.extend({ subject: Subject.default('lead'), state: z.enum(['open', 'dismissed']).default('open') }), returns: page(PairView) })
export const countDuplicates = endpoint('GET', '/duplicates/count', {
  summary: 'How many pairs wait, and when they were last looked for', can: 'leads.read', returns: z.object({ leads: z.number().int(), companies: z.number().int(), lookedAt: When.nullable() }) })
export const lookForDuplicates = endpoint('POST', '/duplicates/look', { summary: 'Look for duplicates now, in the background', can: 'leads.write', repeat: 'safe', returns: Done })
export const dismissDuplicate = endpoint('POST', '/duplicates/:id/dismiss', { summary: 'These two are not the same', can: 'leads.write', repeat: 'safe', params: ById, returns: Done })
export const reopenDuplicate = endpoint('POST', '/duplicates/:id/reopen', { summary: 'They may be the same after all', can: 'leads.write', repeat: 'safe', params: ById, returns: Done })
export const duplicatesOfLead = endpoint('GET', '/leads/:id/duplicates', { summary: 'Who may be the same person', can: 'leads.read', params: ById, returns: z.object({ items: z.array(PairView) }) })
export const duplicatesOfCompany = endpoint('GET', '/companies/:id/duplicates', { summary: 'What may be the same company', can: 'leads.read', params: ById, returns: z.object({ items: z.array(PairView) }) })

const Merge = z.object({
  winnerId: Id.describe('The record that stays'), loserId: Id.describe('The record that goes into it'),
  take: z.record(z.string().max(100), z.enum(['winner', 'loser'])).default({}).describe('Field by field whose value stays; unless said, the winner’s, the loser’s where the winner has none, and of tags both'),
  dryRun: z.boolean().default(false).describe('Say what would happen, and change nothing'),
})
/** `moves`: how many rows of what go over. `warnings`: what the merge stops or silences, in sentences. `mergeId` null: it was a dry run. */
export const Merged = z
  .object({
    mergeId: Id.nullable(), winnerId: Id,
    fields: z.array(z.object({ field: z.string(), winner: z.unknown(), loser: z.unknown(), merged: z.unknown(), differ: z.boolean() })),
    moves: z.array(z.object({ what: z.string(), count: z.number().int() })), warnings: z.array(z.string()),
  })
  .meta({ id: 'Merged' })
export type Merged = z.output<typeof Merged>
export const mergeLeads = endpoint('POST', '/leads/merge', { summary: 'Make two leads one', can: 'leads.write', repeat: 'key', body: Merge, returns: Merged })
export const mergeCompanies = endpoint('POST', '/companies/merge', { summary: 'Make two companies one', can: 'leads.write', repeat: 'key', body: Merge, returns: Merged })

export const MergeView = z
  .object({ id: Id, subject: Subject, winnerId: Id, loserId: Id, winner: z.string(), loser: z.string(), by: z.string().nullable(), at: When, undoneAt: When.nullable() })
  .meta({ id: 'Merge' })
export type MergeView = z.output<typeof MergeView>
export const listMerges = endpoint('GET', '/merges', { summary: 'What was made one, newest first', can: 'leads.read', query: z.object({ subject: Subject.optional(), recordId: Id.optional() }), returns: z.object({ items: z.array(MergeView) }) })
export const undoMerge = endpoint('POST', '/merges/:id/undo', {
  summary: 'Take a merge back: two records again, each with what was its own. What was changed since stays. Campaigns that the merge ended begin again unless somebody could get a mail twice, or answered meanwhile', can: 'leads.write', repeat: 'safe', params: ById,
  returns: Done.extend({ says: z.array(z.string()).describe('Which campaigns begin again, and which do not and why') }) })
