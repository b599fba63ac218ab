import { fact } from '#platform/events'

/** What every fact about a deal carries: with lead and company it stands in their timelines too. `amount`: as spoken. */
interface About { dealId: string; leadId?: string; companyId?: string; name: string }
type Worth = About & { amountMinor: number | null; currency: string; amount: string | null }
export const dealCreated = fact<Worth & { stage: string; campaignId?: string; stepId?: string; messageId?: string }>('deal.created')
/** `why`: a sentence, for moves nobody made by hand. */
export const dealMoved = fact<About & { from: string; to: string; fromStageId: string; toStageId: string; pipelineId: string; why?: string }>('deal.moved')
export const dealWon = fact<Worth & { days: number; campaignId?: string; stepId?: string; messageId?: string; why?: string }>('deal.won')
export const dealLost = fact<Worth & { reason: string; note?: string; campaignId?: string; stepId?: string; messageId?: string; why?: string }>('deal.lost')
/** `before` and `after` hold the changed fields. */
export const dealUpdated = fact<About & { changed: string[]; before: Record<string, unknown>; after: Record<string, unknown> }>('deal.updated')
/** What should have moved by itself and did not. */
export const dealStayed = fact<About & { to: string; sentence: string }>('deal.stayed')
export const dealDeleted = fact<About>('deal.deleted')
export const dealRestored = fact<About>('deal.restored')
