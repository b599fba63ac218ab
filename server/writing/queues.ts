import { job } from '#platform/jobs'

/** Writes one draft, and before it the earlier mails of the same lead that are still unwritten. */
export const writeJob = job<{ draftId: string }>('writing.write', { retryLimit: 4, expireInSeconds: 900 })
