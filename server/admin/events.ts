import { fact } from '#platform/events'

/** The self-check found something that must never be; said once a finding, not once a night. */
export const selfCheckFailed = fact<{ checkId: string; names: string[]; text: string }>('self_check.failed')
