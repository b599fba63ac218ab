// Drafts as the approvals page shows them.
import type { DraftCounts, DraftRow, DraftView } from '#contract/writing'
import type { Page } from '#contract/contract'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { reviewNow } from './approving.ts'
import { reasonFor, type Draft } from './draft.ts'
import type { Check, Sentence } from './mail.ts'
import { meter, scoreOf } from './reviewing.ts'
import { trace } from './sentences.ts'
import { fullName } from './spoken.ts'
import { campaignName, countByStatus, findDraft, queuePage, type QueueRow } from './store.ts'

export interface QueueQuestion { campaignId?: string | undefined; leadId?: string | undefined; status: string; cursor?: string | undefined; limit: number }

const statuses: Record<string, string[]> = { open: ['ready', 'needs_review', 'failed'], all: ['writing', 'ready', 'needs_review', 'approved', 'skipped', 'failed'] }

export async function queue(tx: Tx, q: QueueQuestion): Promise<Page<DraftRow>> {
  const rows = await queuePage(tx, { statuses: statuses[q.status] ?? [q.status], campaignId: q.campaignId ?? null, leadId: q.leadId ?? null, after: readCursor(q.cursor), limit: q.limit + 1 })
  const last = rows.length > q.limit ? rows[q.limit - 1]! : null
  return { items: rows.slice(0, q.limit).map(rowOf), next: last && Buffer.from(`${last.createdAt.toISOString()} ${last.id}`).toString('base64url') }
}

function readCursor(cursor: string | undefined): { at: Date; id: string } | null {
  if (!cursor) return null
  const match = /^(\S+) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString())
  const at = match && new Date(match[1]!)
  if (!at || Number.isNaN(at.getTime())) throw refuse('bad_cursor', 'This page mark is not one of ours.', { status: 400, field: 'cursor' })
  return { at, id: match[2]! }
}

export async function counts(tx: Tx, campaignId: string | null): Promise<DraftCounts> {
  const rows = await countByStatus(tx, campaignId)
  const of = (status: string): number => rows.find((row) => row.status === status)?.n ?? 0
  return {
    writing: of('writing'), ready: of('ready'), needsReview: of('needs_review'), approved: of('approved'), skipped: of('skipped'), failed: of('failed'),
    passing: rows.reduce((sum, row) => sum + row.passing, 0), total: rows.reduce((sum, row) => sum + row.n, 0),
  }
}

const rowOf = (row: QueueRow): DraftRow => ({
  ...common(row),
  lead: { id: row.leadId, name: fullName(row.firstName, row.lastName, row.email), email: row.email, title: row.title, companyName: row.companyName },
  campaign: row.campaignId ? { id: row.campaignId, name: row.campaignName ?? '' } : null,
})

const common = (draft: Draft) => ({
  id: draft.id,
  status: draft.status,
  reason: reasonFor(draft),
  tone: draft.tone,
  subject: draft.subject,
  preview: draft.body.replace(/^[^\n]{0,60}\n+/, '').replace(/\s+/g, ' ').slice(0, 140),
  stepNo: draft.stepNo,
  variant: draft.variant,
  edited: draft.edited,
  writer: draft.writer,
  researched: draft.researched,
  blocks: draft.checks.filter((one) => one.severity === 'block').length,
  warnings: draft.checks.filter((one) => one.severity === 'warn').length,
  approvedBy: draft.approvedBy,
  approvedAt: draft.approvedAt?.toISOString() ?? null,
  createdAt: draft.createdAt.toISOString(),
  updatedAt: draft.updatedAt.toISOString(),
})

export async function showDraft(tx: Tx, id: string): Promise<DraftView> {
  const draft = await findDraft(tx, id)
  if (!draft) throw notFound('draft')
  const now = await reviewNow(tx, draft, draft)
  const { material } = now
  const { lead, companyRow, company, knowledge } = material
  const placed = (body: string, sentences: Sentence[]) => trace(body, sentences, material).map(({ text, start, end, source, factIds, unsupported }) => ({ text, start, end, source, factIds, unsupported }))
  const about = new Map(material.facts.map((fact) => [fact.id, fact.about]))
  return {
    ...common(draft),
    // An open draft shows the checks of today, for facts come and go; a decided one those of its decision.
    ...(draft.status === 'ready' || draft.status === 'needs_review' ? tally(now.checks) : {}),
    lead: { id: lead.id, name: fullName(lead.firstName, lead.lastName, lead.email), email: lead.email, title: lead.title, companyName: lead.companyName },
    campaign: draft.campaignId ? { id: draft.campaignId, name: (await campaignName(tx, draft.campaignId)) ?? '' } : null,
    enrollmentId: draft.enrollmentId,
    stepId: draft.stepId,
    totalSteps: draft.wanted.totalSteps ?? 1,
    mode: draft.wanted.mode ?? 'written',
    intent: draft.wanted.intent ?? '',
    body: draft.body,
    sentences: placed(draft.body, draft.sentences),
    checks: now.checks,
    variants: draft.variants.map((variant) => ({ ...variant, sentences: placed(variant.body, variant.sentences) })),
    meter: meter(draft.subject, draft.body, draft.stepNo),
    score: scoreOf(now),
    canUndoApproval: draft.status === 'approved' && draft.sentAt === null,
    card: {
      lead: {
        id: lead.id, name: fullName(lead.firstName, lead.lastName, lead.email), email: lead.email, title: lead.title, city: lead.city, country: lead.country,
        language: lead.language, linkedinUrl: lead.linkedinUrl, notes: lead.notes,
      },
      company: company && {
        id: companyRow?.id ?? null, name: company.name, website: companyRow?.website ?? null, domain: company.domain, industry: company.industry, size: company.size,
        city: company.city, country: company.country, description: company.description,
      },
      brief: {
        status: knowledge.status === 'not_researched' ? 'none' : knowledge.status,
        summary: knowledge.companyBrief?.summary ?? knowledge.leadBrief?.summary ?? null,
        problem: knowledge.companyBrief?.problem ?? knowledge.leadBrief?.problem ?? null,
        researchedAt: (knowledge.companyBrief?.researchedAt ?? knowledge.leadBrief?.researchedAt)?.toISOString() ?? null,
      },
      facts: knowledge.facts.map((fact) => ({
        id: fact.id, kind: fact.kind, claim: fact.claim, quote: fact.quote, url: fact.url, dated: fact.dated, fetchedAt: fact.fetchedAt.toISOString(),
        confidence: fact.confidence, about: about.get(fact.id) ?? 'company',
      })),
    },
  }
}

const tally = (checks: Check[]) => ({ blocks: checks.filter((one) => one.severity === 'block').length, warnings: checks.filter((one) => one.severity === 'warn').length })

/** Live checks while somebody types; nothing is stored. */
export async function checkText(tx: Tx, id: string, text: { subject: string; body: string }) {
  const draft = await findDraft(tx, id)
  if (!draft) throw notFound('draft')
  const now = await reviewNow(tx, draft, text)
  return {
    checks: now.checks,
    sentences: now.sentences.map(({ text: said, start, end, source, factIds, unsupported }) => ({ text: said, start, end, source, factIds, unsupported })),
    meter: meter(text.subject, text.body, draft.stepNo),
    score: scoreOf(now),
  }
}
