import { job } from '#platform/jobs'

/** One company's brief. Two of the same never wait beside each other. */
export const researchCompany = job<{ briefId: string }>('research.company', { retryLimit: 2, expireInSeconds: 600, policy: 'short' })
