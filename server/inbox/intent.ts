// What a reply wants, finer than its class, and how it sounds. Said by strict rules or by a small classifier that was trained on our
// own sentences (intent-corpus.txt) and on what people of the workspace corrected; when it is unsure it says so.
import type { ThreadClass } from '#contract/inbox'

export const intents = ['meet', 'info', 'timing', 'money', 'has_solution', 'wrong_person', 'referral', 'not_interested', 'question', 'other'] as const
export type ReplyIntent = (typeof intents)[number]
export type Intent = ReplyIntent | 'opt_out' | 'out_of_office' | 'auto_reply' | 'bounce'
export type Sentiment = 'positive' | 'neutral' | 'negative'

export interface Judgement {
  intent: Intent
  /** 0…1; below `sureFrom` nobody is sure, and a person should look */
  confidence: number
  sentiment: Sentiment
  by: 'rules' | 'classifier' | 'learnt' | 'model' | 'person'
  /** In a sentence */
  reason: string
  /** What else it might be, the likeliest first */
  others: { intent: Intent; share: number }[]
}

export const sureFrom = 0.56

export const classOfIntent: Record<Intent, ThreadClass> = {
  meet: 'interested', info: 'interested', timing: 'not_now', money: 'not_interested', has_solution: 'not_interested', wrong_person: 'referral', referral: 'referral',
  not_interested: 'not_interested', question: 'question', other: 'other', opt_out: 'opt_out', out_of_office: 'out_of_office', auto_reply: 'auto_reply', bounce: 'bounce',
}

export const sentimentOf: Record<Intent, Sentiment> = {
  meet: 'positive', info: 'positive', referral: 'positive', timing: 'neutral', question: 'neutral', other: 'neutral', wrong_person: 'neutral', out_of_office: 'neutral', auto_reply: 'neutral', bounce: 'neutral',
  money: 'negative', has_solution: 'negative', not_interested: 'negative', opt_out: 'negative',
}

/** The intent a class stands for when nothing finer is known. */
export const intentOfClass: Record<ThreadClass, Intent> = {
  interested: 'info', question: 'question', not_now: 'timing', referral: 'referral', not_interested: 'not_interested', out_of_office: 'out_of_office', opt_out: 'opt_out', bounce: 'bounce', auto_reply: 'auto_reply', other: 'other',
}

export const wordsOf: Record<Intent, string> = {
  meet: 'wants to talk', info: 'wants to know more', timing: 'not now', money: 'too expensive or no budget', has_solution: 'has something already', wrong_person: 'is the wrong person', referral: 'names somebody else',
  not_interested: 'not interested', question: 'asks a question', other: 'something else', opt_out: 'wants no more mails', out_of_office: 'is away', auto_reply: 'an automatic answer', bounce: 'not delivered',
}

/** What headers and strict rules say of machines and opt-outs. */
export const certainly = (intent: 'opt_out' | 'out_of_office' | 'auto_reply' | 'bounce', reason: string): Judgement =>
  ({ intent, confidence: 0.99, sentiment: sentimentOf[intent], by: 'rules', reason, others: [] })
