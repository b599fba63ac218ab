// The two kinds of background work. One at a time per import; tried often, for every kill of a server costs a try.
import { job } from '#platform/jobs'

export const importJob = job<{ importId: string }>('imports.run', { retryLimit: 50, expireInSeconds: 6 * 3600, oneAtATimePer: (d) => d.importId })
export const undoJob = job<{ importId: string }>('imports.undo', { retryLimit: 50, expireInSeconds: 3600, oneAtATimePer: (d) => d.importId })
