// A lead in a campaign. Its state is what a salesperson would say of it, and always comes with a reason in a sentence.
//
//   preparing → waiting_approval → ready → scheduled → waiting → … → finished
//        every one of them → paused (a person, or out of office) · held (needs a person) · stopped
//   skipped: never came in, and why
//
// preparing: being researched or written.  ready: approved, no place in the queue yet.  scheduled: the first mail has its
// moment.  waiting: a follow-up has its moment.  finished, stopped and skipped are the end.
import type { EnrollmentState } from '#contract/campaigns'

export type { EnrollmentState }
export type CampaignState = 'draft' | 'active' | 'paused' | 'archived'

export const terminal: readonly EnrollmentState[] = ['finished', 'stopped', 'skipped']
export const isOver = (state: EnrollmentState): boolean => terminal.includes(state)

/** Why a lead stopped, for good or until somebody retries. The code is counted, the sentence is read. */
export type StopCode = 'replied' | 'bounced' | 'opted_out' | 'suppressed' | 'deleted' | 'removed' | 'archived' | 'skipped_in_approval' | 'complained' | 'left_company' | 'colleague_replied' | 'meeting_booked' | 'step_failed' | 'moved_on' | 'reached' | 'do_not_call' | 'merged'
const stopSentences: Record<StopCode, string> = {
  replied: 'Answered; nothing more is sent.',
  bounced: 'The address does not exist any more; nothing more is sent.',
  opted_out: 'Asked not to be written to; nothing more is sent.',
  suppressed: 'Is on the list of people we do not write to.',
  deleted: 'The lead was deleted.',
  removed: 'Taken out of the campaign by hand.',
  archived: 'The campaign was archived.',
  skipped_in_approval: 'The first mail was skipped in approval, so there is nothing to follow up on.',
  colleague_replied: 'A colleague answered; nothing more is sent to this company.',
  left_company: 'Has left the company; nothing more is sent. Find out who came after.',
  meeting_booked: 'Booked a meeting; nothing more is sent.',
  reached: 'Was spoken to; nothing more is sent.',
  do_not_call: 'Asked not to be called; nothing more is sent.',
  complained: 'Reported a mail as spam; nothing more is sent.',
  moved_on: 'Goes on in another campaign.',
  merged: 'Turned out to be the same person as another lead of this campaign.',
  step_failed: 'A mail could not be sent, and its step says that the campaign ends then.',
}
export const stopSentence = (code: StopCode): string => stopSentences[code]

/** Reasons that stand even when the answer before them turns out to have been none. */
export const outlasts = (code: StopCode): boolean => code === 'meeting_booked' || code === 'reached' || code === 'left_company' || code === 'do_not_call'

/** Someone may be taken in again after these; not after a no, a bounce or a deletion. */
export const mayRetry = (state: EnrollmentState, code: string | null): boolean =>
  state === 'held' || state === 'skipped' || (state === 'stopped' && ['removed', 'skipped_in_approval', 'suppressed', 'step_failed'].includes(code ?? ''))

/** Ends after which a person may still have a mail sent again that could not be sent before: the way is open as long as it waits. */
export const openEnds: readonly string[] = ['all_sent', 'no_mail_for_it', 'step_failed']

/** An end that no second try goes past: it may have come while the try was being ordered. */
export const isFinal = (state: EnrollmentState, code: string | null): boolean => state === 'stopped' && !['removed', 'skipped_in_approval', 'suppressed', 'step_failed', 'merged', 'moved_on', 'archived', 'deleted', 'colleague_replied'].includes(code ?? '')

/** Completed is computed, never set: launched, somebody was in it, and nobody is under way any more. */
export function statusOf(campaign: { status: CampaignState }, counts: { total: number; over: number }): CampaignState | 'completed' {
  return campaign.status === 'active' && counts.total > 0 && counts.over === counts.total ? 'completed' : campaign.status
}
