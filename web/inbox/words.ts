// How the classes of an answer are said; the number is the key that sets it.
import type { Intent, ThreadClass } from '#contract/inbox'
import type { Tone } from '../ui/badge.tsx'

export const classOf: Record<ThreadClass, { tone: Tone; words: string }> = {
  interested: { tone: 'good', words: 'Interested' }, question: { tone: 'info', words: 'Question' }, not_now: { tone: 'warning', words: 'Not now' }, referral: { tone: 'accent', words: 'Referral' },
  not_interested: { tone: 'neutral', words: 'Not interested' }, out_of_office: { tone: 'neutral', words: 'Out of office' }, opt_out: { tone: 'bad', words: 'Opted out' }, bounce: { tone: 'bad', words: 'Bounce' },
  auto_reply: { tone: 'neutral', words: 'Automatic' }, other: { tone: 'neutral', words: 'Other' },
}
/** What a mail wants, finer than its class. */
export const intentWords: Record<Intent, string> = {
  meet: 'Wants to talk', info: 'Wants to know more', question: 'Asks a question', timing: 'Not now', referral: 'Names somebody else', wrong_person: 'Is the wrong person', has_solution: 'Has something already', money: 'Too expensive',
  not_interested: 'Not interested', other: 'Something else', opt_out: 'Wants no more mails', out_of_office: 'Is away', auto_reply: 'Automatic', bounce: 'Not delivered',
}
export const keyedClasses: ThreadClass[] = ['interested', 'question', 'not_now', 'referral', 'not_interested', 'other']
export const splits: { value: string; label: string; classes: ThreadClass[] }[] = [
  { value: 'interested', label: 'Interested', classes: ['interested'] }, { value: 'question', label: 'Questions', classes: ['question', 'referral'] }, { value: 'not_now', label: 'Not now', classes: ['not_now'] },
  { value: 'out_of_office', label: 'Out of office', classes: ['out_of_office', 'auto_reply'] }, { value: 'opt_out', label: 'Opted out', classes: ['opt_out', 'not_interested'] }, { value: 'bounce', label: 'Bounces', classes: ['bounce'] }, { value: 'other', label: 'Other', classes: ['other'] },
]
