import { job } from '#platform/jobs'

/** Writes what is unwritten in a workspace. One that waits is enough ('short'); several may run. */
export const writeJob = job<Record<never, never>>('writing.write', { policy: 'short', retryLimit: 4, expireInSeconds: 900 })
