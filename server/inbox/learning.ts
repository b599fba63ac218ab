// What people correct is applied at once, written down, and learnt by the workspace: an answer like a corrected one is judged like
// it, and the classifier is trained on top of ours. Nothing is learnt across workspaces.
import type { ThreadClass } from '#contract/inbox'
import { lockLead } from '#leads'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound } from '#platform/refuse'
import type { World } from '#platform/world'
import { changeThreadBy } from './changing.ts'
import { features, shares, train, type Model } from './classifier.ts'
import { classOfIntent, intentOfClass, intents, sentimentOf, type Intent, type ReplyIntent } from './intent.ts'
import { insertCorrection, lessonMark, lessons, saveIntent } from './intent-store.ts'
import { baseModel, type Predict } from './judging.ts'
import { becomeAnswer, isNote } from './rereading.ts'
import { findInboxMessage, mailsOfThread, type InboxMessage } from './store.ts'

const mostLessons = 500
/** So alike that it is the same answer to all intents and purposes. */
const alike = 0.8

interface Taught { mark: string; predict: Predict }
// Only to spare work: each look asks first whether anything was corrected since.
const taught = new Map<string, Taught>()

export async function predictorFor(world: World): Promise<Predict> {
  const mark = await world.read((tx) => lessonMark(tx))
  const known = taught.get(world.workspaceId)
  if (known?.mark === mark) return known.predict
  const predict = predictorFrom(await world.read((tx) => lessons(tx, mostLessons)))
  if (taught.size > 200) taught.clear()
  taught.set(world.workspaceId, { mark, predict })
  return predict
}

/** Pure. */
export function predictorFrom(lessonsOf: readonly { text: string; after: Intent }[]): Predict {
  const base = baseModel()
  const examples = lessonsOf.flatMap(({ text, after }) => { const label = intents.indexOf(after as ReplyIntent); return label < 0 ? [] : [{ label, text }] })
  if (!examples.length) return (text) => shares(base, features(text, base.idf))
  const model: Model = train(intents, examples, { rounds: 6, rate: 0.15, from: base })
  const known = examples.map((e) => ({ label: e.label, found: features(e.text, base.idf) }))
  const likest = (found: ReturnType<typeof features>): number => {
    let best = { label: -1, likeness: alike }
    for (const one of known) { const likeness = product(found, one.found); if (likeness > best.likeness) best = { label: one.label, likeness } }
    return best.label
  }
  return Object.assign((text: string) => {
    const found = features(text, base.idf)
    const said = shares(model, found), label = likest(found)
    return label < 0 ? said : said.map((p, i) => (i === label ? 0.96 + 0.04 * p : 0.04 * p))
  }, { learnt: (text: string) => likest(features(text, base.idf)) >= 0 })
}

function product(a: Map<number, number>, b: Map<number, number>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [key, v] of few) sum += v * (many.get(key) ?? 0)
  return sum
}

/** A person gave the thread another class: it is about the newest mail of a person in it, or the newest note where they say that it is one. */
export async function learnFromClass(tx: Tx, threadId: string, to: ThreadClass): Promise<void> {
  if (tx.actor.kind !== 'user') return
  const newest = (await mailsOfThread(tx, threadId)).findLast((m) => !m.outgoing && (m.kind === 'reply' || m.kind === 'opt_out' || (isNote(to) && isNote(m.kind))))
  if (!newest?.intent) return
  // What was finer than the class stays when the class does.
  const intent = classOfIntent[newest.intent] === to ? newest.intent : intentOfClass[to]
  await correct(tx, newest, intent)
}

/** A person says what this mail wants; of a note it says that it is an answer. The newest of its thread gives the thread its class. */
export async function correctIntent(tx: Tx, id: string, to: ReplyIntent, mayRead: (threadId: string) => Promise<unknown>): Promise<void> {
  const mail = await findInboxMessage(tx, id)
  if (!mail?.threadId || mail.outgoing) throw notFound('mail')
  await mayRead(mail.threadId)
  // The lead before the mail and its thread, as everywhere.
  if (mail.leadId) await lockLead(tx, mail.leadId)
  if (isNote(mail.kind)) await becomeAnswer(tx, mail, classOfIntent[to])
  await correct(tx, mail, to)
  const newest = (await mailsOfThread(tx, mail.threadId)).findLast((m) => !m.outgoing && m.kind === 'reply')
  if (newest?.id === id) await changeThreadBy(tx, mail.threadId, { class: classOfIntent[to] })
  await liveChanged(tx, 'inbox')
}

async function correct(tx: Tx, mail: InboxMessage, to: Intent): Promise<void> {
  if (mail.intent === to && mail.intentBy === 'person') return
  const before = mail.intent ?? 'other'
  await saveIntent(tx, mail.id, { intent: to, sentiment: sentimentOf[to], confidence: 1, by: 'person', reason: `${tx.actor.name} said so.`, class: classOfIntent[to] })
  await insertCorrection(tx, { inboxMessageId: mail.id, text: mail.bodyText, before, after: to, confidence: mail.confidence })
}
