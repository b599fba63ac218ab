// "Interested": a lead becomes a deal. The deal keeps the person, the company, and the mail whose answer it began with, so that
// what it brings one day can be told to the campaign that won it.
import { findCompany } from '#companies'
import type { DealInput } from '#contract/deals'
import { findLead, nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { createDeal } from './creating.ts'
import type { Deal } from './deal.ts'
import { dealById, openDealOfLead, wonBy } from './store.ts'

export type Wish = Partial<Pick<DealInput, 'name' | 'pipelineId' | 'amountMinor' | 'currency' | 'nextStep' | 'closeOn'>> & { threadId?: string | undefined }

/** An open deal of this lead is answered instead of a second one. */
export async function convertLead(tx: Tx, leadId: string, wish: Wish): Promise<{ deal: Deal; isNew: boolean }> {
  const lead = await findLead(tx, leadId)
  if (!lead || lead.deletedAt) throw notFound('lead')
  const open = await openDealOfLead(tx, leadId)
  if (open) return { deal: (await dealById(tx, open.id))!, isNew: false }
  const origin = await wonBy(tx, leadId, wish.threadId ?? null)
  const company = lead.companyId ? await findCompany(tx, lead.companyId) : undefined
  const { threadId, name, ...rest } = wish
  const deal = await createDeal(tx, {
    ...rest, name: name || (company?.name ?? lead.companyName ?? nameOf(lead)), leadId, companyId: lead.companyId, ...(lead.ownerId && { ownerId: lead.ownerId }),
    source: origin?.campaignId ? 'Campaign' : origin ? 'Reply' : (lead.source ?? null),
  }, { ...origin, threadId: threadId ?? origin?.threadId ?? null })
  return { deal, isNew: true }
}
