import { fact } from '#platform/events'

export const offerSaved = fact<{ offerId: string; name: string; isNew: boolean }>('offer.saved')
export const offerDeleted = fact<{ offerId: string; name: string }>('offer.deleted')
