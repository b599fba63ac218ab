// What the inbox hears of itself: a person's judgement is learnt from, and a model may be asked about what was left open.
import { modelInForce } from '#ai'
import { laterBatch, within } from '#platform/events'
import { followsLeads } from '#leads'
import { messageCancelled } from '#sending'
import { waitsAgain } from './answering.ts'
import { askWhenUnsure } from './asking-intent.ts'
import { replyReceived, threadClassified } from './events.ts'
import { writeAhead } from './suggesting.ts'
import { learnFromClass } from './learning.ts'

export const reactions = [
  ...followsLeads('threads'), ...followsLeads('inbox_messages'),
  within(messageCancelled, (tx, e) => (e.origin === 'reply' ? waitsAgain(tx, e.messageId) : Promise.resolve())),
  within(threadClassified, (tx, e) => learnFromClass(tx, e.threadId, e.class)),
  // First what it wants, then the answer that lies ready when somebody looks. Without a model there is nothing to ask for.
  laterBatch(replyReceived, async (world, events) => {
    if (!(await modelInForce(world))) return
    for (const e of events) { await askWhenUnsure(world, e.inboxMessageId); await writeAhead(world, e.threadId) }
  }),
]
