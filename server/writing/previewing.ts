// A template as one lead will read it.
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { gather } from './gathering.ts'
import { valuesFor } from './merging.ts'
import { review } from './reviewing.ts'
import { filters, render, tagMeanings } from './templates.ts'

export async function previewTemplate(tx: Tx, q: { leadId: string; offerId?: string | undefined; subject: string; body: string }) {
  const material = await gather(tx, q.leadId, q.offerId ?? null)
  if (!material) throw notFound('lead')
  const values = valuesFor({ ...material.recipient, phone: material.lead.phone, custom: material.lead.custom }, material.companyRow ?? material.company, material.offer)
  const subject = render(q.subject, values)
  const body = render(q.body, values)
  const wanted = { totalSteps: 1, mode: 'template' as const, intent: '', subject: q.subject, body: q.body, tone: 'friendly' as const, offerId: q.offerId ?? null, autoApprove: false }
  const { checks } = review({ subject: subject.text, body: body.text }, [], { draft: { stepNo: 1, wanted }, material, neighbours: [] })
  return {
    subject: subject.text,
    body: body.text,
    problems: [...subject.problems.map((one) => ({ field: 'subject' as const, ...one })), ...body.problems.map((one) => ({ field: 'body' as const, ...one }))],
    checks,
  }
}

export const mergeTags = () => ({
  tags: Object.entries(tagMeanings).map(([path, meaning]) => ({ path, meaning })),
  filters: Object.entries(filters).map(([name, { example, meaning }]) => ({ name, example, meaning })),
})
