import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headSentence } from './head.ts'
import { whoSentence } from './launch-page.ts'

test('who gets it, in a sentence that a person would say', () => {
  const said = ([[0, 0], [1, 0], [1, 1], [30, 0], [30, 1], [30, 12], [30, 30]] as const).map(([total, ready]) => whoSentence(total, ready))
  assert.deepEqual(said, [
    'Nobody yet.', 'One lead, whose first mail is not approved yet.', 'One lead, whose first mail is approved.', '30 leads; none of their first mails is approved yet.',
    '30 leads; one first mail is approved, 29 not yet.', '30 leads; 12 first mails are approved, 18 not yet.', '30 leads, every first mail approved.',
  ])
})

test('a day is promised only where the calendar counts', () => {
  const now = new Date('2026-11-21T10:00:00Z')
  const counters = { waitingApproval: 0, total: 30 } as Parameters<typeof headSentence>[0]['counters']
  const head = (finishDay: string | null) => headSentence({ status: 'active', counters, next: { at: now, zone: 'UTC', now }, finish: { perDay: [], finishDay, total: 30 }, pauseReason: null })
  assert.match(head('2026-11-29'), /done on .*29/)
  assert.doesNotMatch(head(null), /done/)
})
