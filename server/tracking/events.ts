import { fact } from '#platform/events'

interface OfMail { messageId: string; leadId?: string; campaignId?: string; stepId?: string; mailboxId?: string }

/** By what looks like a person, the first time for this mail. */
export const messageOpened = fact<OfMail>('message.opened')
/** By what looks like a person, the first time for this link. */
export const linkClicked = fact<OfMail & { url: string }>('link.clicked')
/** The recipient's own wish, by the page ('page') or the button of the mail program ('one_click'). */
export const unsubscribed = fact<OfMail & { address: string; via: 'page' | 'one_click' }>('lead.unsubscribed')
export const unsubscribeTakenBack = fact<OfMail & { address: string }>('lead.resubscribed')
