// Who and what is there: the offer, the mailbox, companies with what was read about them, and people.
import { randomUUID } from 'node:crypto'
import { fictionalCompanies, industries, type FictionalCompany } from './companies.ts'
import type { Book } from './sample-book.ts'
import { sampleSeed } from './sample-history.ts'
import type { SamplePerson } from './sample-people.ts'
import { sampleOffer } from './sample-texts.ts'
import { dayOf, urlOf } from './site.ts'
import { storyOf } from './story.ts'

export function putOfferAndMailbox(book: Book): void {
  const { now, sender, address } = book.scene, since = book.ago(31)
  book.put('offers', { id: book.ids.offer, ...sampleOffer, sender_name: sender, sender_role: '', is_default: false, created_at: since, updated_at: since })
  book.put('mailboxes', {
    id: book.ids.mailbox, kind: 'practice', address, from_name: sender, owner_id: null, smtp: {}, imap: {}, status: 'active', signature: '', keeps_sent: true,
    daily_limit: 40, gap_min_s: 60, gap_max_s: 180, next_send_at: now, next_sync_at: now, last_sync_at: now, sync_failures: 0, created_at: since,
    practice: { seed: sampleSeed, pace: 'real', sample: true, madeAt: now },
  })
}

/** A company the workspace has already stays as it is; our people work for it. */
export function putCompany(book: Book, company: FictionalCompany): void {
  const known = book.scene.taken.domains.get(company.domain), id = known ?? randomUUID()
  book.companies.set(company.domain, { id, facts: new Map() })
  if (known) return
  const story = storyOf(company), since = book.ago(30)
  book.put('companies', {
    id, name: company.name, domain: company.domain, website: `https://${company.domain}`, industry: industries[company.industry], size: String(company.employees),
    city: company.city, country: company.country, description: story.description, source: 'Sample data', created_at: since, updated_at: since,
  })
  book.happened('company.created', since, { companyId: id, name: company.name, domain: company.domain }, book.user)
  putBrief(book, company, id)
}

function putBrief(book: Book, company: FictionalCompany, companyId: string): void {
  const story = storyOf(company), id = randomUUID(), readAt = book.ago(29), { facts } = book.companies.get(company.domain)!
  book.put('briefs', {
    id, subject: 'company', subject_id: companyId, status: 'ready', method: 'website', summary: `${story.description} ${story.news[0]!.claim}.`, requested_at: readAt, researched_at: readAt,
    refresh: false, pages: ['/', '/about', '/news', '/careers'].map((path) => ({ url: urlOf(company, path), title: company.name })),
  })
  const fact = (kind: string, claim: string, quote: string, path: string, dated: string | null, confidence: number): string => {
    const factId = randomUUID()
    book.put('facts', { id: factId, brief_id: id, kind, claim, quote, url: urlOf(company, path), dated, fetched_at: readAt, confidence, source: 'website' })
    return factId
  }
  for (const item of story.news) facts.set(item.slug, fact(item.kind, item.claim, item.sentence, `/news/${item.slug}`, dayOf(book.scene.now, item.daysAgo), 0.95))
  fact('description', story.tagline.replace(/\.$/, ''), story.description, '/', null, 0.9)
  fact('location', `Based in ${company.city}`, `${company.name}, ${company.city}`, '/about', null, 0.9)
  book.happened('brief.ready', readAt, { subject: 'company', subjectId: companyId, found: true, companyId })
}

export const putCompanies = (book: Book): void => fictionalCompanies.forEach((company) => putCompany(book, company))

export function putLead(book: Book, person: SamplePerson): void {
  const { company } = person, id = randomUUID(), companyId = book.companies.get(company.domain)!.id, since = book.ago(30)
  const row = {
    id, email: person.email, first_name: person.firstName, last_name: person.lastName, title: person.title, linkedin_url: person.linkedinUrl, company_id: companyId, company_name: company.name,
    city: company.city, country: company.country, time_zone: company.timeZone, language: company.language, status: 'new', tags: ['Sample data'], custom: {}, source: 'Sample data',
    owner_id: book.scene.userId, created_at: since, updated_at: since, last_activity_at: null, replied_at: null, bounced_at: null, opted_out_at: null,
  }
  book.leads.set(person.email, row)
  book.put('leads', row)
  book.happened('lead.created', since, { leadId: id, companyId, source: 'Sample data' }, book.user)
}
