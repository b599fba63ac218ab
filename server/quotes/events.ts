import { fact } from '#platform/events'

/** `total`: as spoken. */
export const quoteMade = fact<{ dealId: string; leadId?: string; companyId?: string; name: string; quoteId: string; number: string; total: string; validUntil: string }>('quote.made')
