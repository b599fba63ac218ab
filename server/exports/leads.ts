// Leads as a file. Titles are those the import knows; what it cannot take back (dates, the owner) it passes over by name.
import { members } from '#accounts'
import { companiesByIds } from '#companies'
import type { LeadFilter } from '#contract/lead-filter'
import type { LeadSort } from '#contract/leads'
import { customFieldsInUse, findLeads, leadIdsInOrder, suppressionReasonsFor, type Lead } from '#leads'
import { isColumnWord } from '#imports'
import { tagsInCell, valueInCell, type ExportColumn, type ExportKind } from './view.ts'

type Row = Lead & { companyDomain: string | null; owner: string | null; suppressed: string | null }
interface Question { search?: string | undefined; filter?: LeadFilter | undefined; sort: LeadSort }

const fixed: ExportColumn<Row>[] = [
  { key: 'email', title: 'Email', width: 30, value: (l) => l.email },
  { key: 'firstName', title: 'First name', value: (l) => l.firstName },
  { key: 'lastName', title: 'Last name', value: (l) => l.lastName },
  { key: 'title', title: 'Job title', width: 24, value: (l) => l.title },
  { key: 'companyName', title: 'Company', width: 24, value: (l) => l.companyName },
  { key: 'companyDomain', title: 'Company website', value: (l) => l.companyDomain },
  { key: 'phone', title: 'Phone', value: (l) => l.phone },
  { key: 'linkedinUrl', title: 'LinkedIn', width: 34, value: (l) => l.linkedinUrl },
  { key: 'city', title: 'City', value: (l) => l.city },
  { key: 'country', title: 'Country', width: 12, value: (l) => l.country },
  { key: 'timeZone', title: 'Time zone', value: (l) => l.timeZone },
  { key: 'language', title: 'Language', width: 12, value: (l) => l.language },
  { key: 'status', title: 'Status', width: 12, value: (l) => l.status },
  { key: 'tags', title: 'Tags', value: (l) => tagsInCell(l.tags) },
  { key: 'notes', title: 'Notes', width: 40, value: (l) => l.notes },
]
const told: ExportColumn<Row>[] = [
  { key: 'owner', title: 'Owner', width: 26, value: (l) => l.owner },
  { key: 'suppressed', title: 'Do not contact', value: (l) => l.suppressed?.replaceAll('_', ' ') },
  { key: 'source', title: 'Source', value: (l) => l.source },
  { key: 'createdAt', title: 'Created at (UTC)', width: 20, value: (l) => l.createdAt },
  { key: 'lastActivityAt', title: 'Last activity at (UTC)', width: 20, value: (l) => l.lastActivityAt },
  { key: 'repliedAt', title: 'Replied at (UTC)', width: 20, value: (l) => l.repliedAt },
]
const taken = new Set([...fixed, ...told].map((c) => c.title.toLowerCase()))

export const leads: ExportKind<Question, Row> = {
  kind: 'leads', name: 'Leads',
  ids: leadIdsInOrder,
  async columns(tx) {
    // A field of one's own that is called like one of ours is told apart from it.
    const own = (await customFieldsInUse(tx)).map((name): ExportColumn<Row> => ({
      key: `custom:${name}`, title: taken.has(name.toLowerCase()) || isColumnWord(name) ? `Own field: ${name}` : name,
      value: (l) => valueInCell(l.custom[name]),
    }))
    return [...fixed, ...own, ...told]
  },
  async rows(tx, ids) {
    const found = await findLeads(tx, ids)
    const domains = new Map((await companiesByIds(tx, [...new Set(found.flatMap((l) => l.companyId ?? []))])).map((c) => [c.id, c.domain]))
    const reasons = await suppressionReasonsFor(tx, found)
    const owners = new Map((await members(tx)).map((m) => [m.user_id, m.email]))
    return found.filter((l) => !l.deletedAt).map((l) => ({ ...l, companyDomain: (l.companyId && domains.get(l.companyId)) || null, owner: (l.ownerId && owners.get(l.ownerId)) || null, suppressed: reasons.get(l.email) ?? null }))
  },
}
