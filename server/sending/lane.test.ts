// One mailbox's turn, where what becomes of it can no longer be written down.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { openDesk } from './desk.ts'
import { desk } from './desk.test-data.ts'
import { KeptConnections } from './kept-connections.ts'
import { runLane } from './lane.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { plan, lead } = desk(h, (await cast(h)).dana.id)

test('a result that can be written no more while other mails are still under way fails the turn, and not the process', async () => {
  const box = await testMailbox(h, { behave: () => ({ wait354Ms: 50, answerMs: 50 }) }), real = openDesk(h.ground, h.world), kept = new KeptConnections()
  for (let i = 0; i < 3; i++) await plan(box.id, { leadId: (await lead()).id })
  const gone = new Error('The database is gone for good.')
  let unheard = 0, recorded = 0
  const hear = () => { unheard++ }
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear)
  try {
    await assert.rejects(runLane(h.world, box.id, {
      desk: { ...real, record: async (...of) => { if (recorded++) return real.record(...of); throw gone } },
      kept, worker: 'w', leaseS: 60, stopping: new AbortController().signal, inHand: new Map(), allowance: () => 1, fewer: () => undefined, crowded: () => undefined,
    }), gone)
  } finally {
    process.off('unhandledRejection', hear)
    for (const other of others) process.on('unhandledRejection', other)
    kept.closeAll()
  }
  assert.deepEqual([unheard, recorded, box.server.taken.length], [0, 3, 3], 'the others were sent and recorded')
})
