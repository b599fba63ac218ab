import { changePracticeMailbox, createPracticeMailbox, deliverWaitingAnswers, exploreWithSampleData, practiceWorld, removeSampleData, sampleData } from '#contract/practice'
import { mailboxesOf } from '#mailboxes'
import { route, routeOut } from '#platform/route'
import { deliverNow } from './arriving.ts'
import { kinds } from './people.ts'
import { makeSample, removeSample, showSample } from './sample.ts'
import { changePractice, createPractice, practiceMailboxes } from './settings.ts'

export const routes = [
  route(practiceWorld, async ({ tx }) => ({
    mailboxes: await practiceMailboxes(tx),
    kinds: Object.entries(kinds).map(([kind, { label, share }]) => ({ kind, label, share })),
    sample: await showSample(tx),
  })),
  route(createPracticeMailbox, ({ tx, body }) => createPractice(tx, body)),
  route(changePracticeMailbox, ({ tx, params, body }) => changePractice(tx, params.id, body)),
  routeOut(deliverWaitingAnswers, async ({ world, body }) => {
    const boxes = (await world.read((tx) => mailboxesOf(tx))).filter((one) => one.kind === 'practice' && (!body.mailboxId || one.id === body.mailboxId))
    let delivered = 0
    for (const box of boxes) delivered += await deliverNow(world, box.id)
    return { delivered }
  }),
  route(sampleData, ({ tx }) => showSample(tx)),
  route(exploreWithSampleData, ({ tx }) => makeSample(tx)),
  route(removeSampleData, ({ tx }) => removeSample(tx)),
]
