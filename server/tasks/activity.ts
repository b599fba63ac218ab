// Something that was done and written down. What is the same thing told twice?
import type { ActivityKind, Outcome } from '#contract/activities'

export interface Activity {
  id: string
  kind: ActivityKind
  at: Date
  direction: 'out' | 'in'
  note: string
  outcome: string | null
  minutes: number | null
  /** Message-ID of a mail, without <>. */
  headerId: string | null
  leadId: string | null
  companyId: string | null
  dealId: string | null
  meetingId: string | null
  taskId: string | null
  userId: string | null
  pinned: boolean
  createdAt: Date
}
export type NewActivity = Omit<Activity, 'id' | 'createdAt'>

const sameCallMs = 2 * 60_000

/** The same mail by its Message-ID; the same call: with the same person (or company, or deal), in the same direction, within two minutes. */
export function isSame(known: Pick<Activity, 'kind' | 'at' | 'direction' | 'headerId' | 'leadId' | 'companyId' | 'dealId'>, news: NewActivity): boolean {
  if (known.kind !== news.kind) return false
  if (news.kind === 'mail') return news.headerId !== null && known.headerId === news.headerId
  if (news.kind !== 'call' || known.direction !== news.direction || Math.abs(known.at.getTime() - news.at.getTime()) > sameCallMs) return false
  const whom = (a: { leadId: string | null; companyId: string | null; dealId: string | null }) => a.leadId ?? a.companyId ?? a.dealId
  return whom(known) === whom(news)
}

/** Nothing that was said is lost: notes are joined, the newer outcome counts, the longer talk is its length. */
export function merged(known: Activity, news: NewActivity): Activity {
  const note = !news.note || known.note.includes(news.note) ? known.note : news.note.includes(known.note) ? news.note : `${known.note}\n${news.note}`
  const longer = known.minutes === null ? news.minutes : news.minutes === null ? known.minutes : Math.max(known.minutes, news.minutes)
  return {
    ...known, note: note.slice(0, 20_000), outcome: news.outcome ?? known.outcome, minutes: longer, taskId: known.taskId ?? news.taskId, dealId: known.dealId ?? news.dealId, companyId: known.companyId ?? news.companyId,
    meetingId: known.meetingId ?? news.meetingId, pinned: known.pinned || news.pinned,
  }
}

/** '<a@b>' and 'a@b' are one id. Null for what is none. */
export function headerIdOf(text: string | null | undefined): string | null {
  const id = text?.trim().replace(/^<|>$/g, '')
  return id && /^[^\s<>]{1,996}$/.test(id) ? id : null
}

export const usualOutcomes: readonly Outcome[] = [
  { key: 'interested', label: 'Reached: interested', effect: 'stop' },
  { key: 'not_now', label: 'Reached: not now', effect: 'stop' },
  { key: 'no_answer', label: 'No answer', effect: 'retry' },
  { key: 'voicemail', label: 'Voicemail', effect: 'go_on' },
  { key: 'wrong_number', label: 'Wrong number', effect: 'failed' },
  { key: 'do_not_call', label: 'Asked not to be called', effect: 'never_call' },
]
