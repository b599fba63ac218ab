// What becomes of a mail in doubt, over any history of looks: made, lost with their process, or not possible.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { enoughLooks, isProvenAbsent, lookTimesS, nextLookAt } from './message.ts'

const minute = 60_000, handedAt = new Date('2026-03-02T09:00:00Z')
/** A look finds nothing; or its process is killed, and another one looks two minutes later; or the folder cannot be read, and what was seen before proves nothing any more. */
type Look = 'absent' | 'killed' | 'unread'

/** All looks from the moment of doubt until absence is proven, or nobody looks any more: milliseconds after it was handed over. */
function live(history: readonly Look[], keepsSent: boolean | null, doubtAfterS: number): { looks: { at: number; look: Look }[]; proven?: number } {
  const looks: { at: number; look: Look }[] = []
  let now = handedAt.getTime() + (doubtAfterS + lookTimesS[0]) * 1000, absentLooks = 0, firstLookAt: Date | null = null
  for (let i = 0; i < 1000; i++) {
    const look = history[i] ?? 'absent'
    looks.push({ at: now - handedAt.getTime(), look })
    if (look === 'killed') { now += 2 * minute; continue }
    absentLooks = look === 'absent' ? absentLooks + 1 : 0
    firstLookAt = look === 'absent' ? (firstLookAt ?? new Date(now)) : null
    const doubt = { keepsSent, absentLooks, firstLookAt, handedAt, now: new Date(now) }
    if (isProvenAbsent(doubt)) return { looks, proven: now - handedAt.getTime() }
    const next = nextLookAt(doubt)
    if (!next) return { looks }
    assert.ok(next.getTime() > now, 'the next look comes later')
    now = next.getTime()
  }
  throw new Error('It looks for ever.')
}

const histories = fc.array(fc.constantFrom<Look>('absent', 'killed', 'unread'), { maxLength: 12 }), doubts = fc.integer({ min: 10, max: 900 })

test('absence is proven only by three looks in a row over a quarter of an hour, twenty minutes after it was handed over', () => {
  fc.assert(fc.property(histories, doubts, (history, doubtAfterS) => {
    const { looks, proven } = live(history, true, doubtAfterS)
    if (proven === undefined) return
    const last = looks.findLastIndex((l) => l.look === 'unread'), good = looks.slice(last + 1).filter((l) => l.look === 'absent')
    assert.ok(good.length >= enoughLooks && proven >= 20 * minute && proven - good[0]!.at >= 15 * minute)
  }))
})

test('once a folder can be read, the proof is whole within five minutes of the earliest moment it could be', () => {
  fc.assert(fc.property(histories, doubts, (history, doubtAfterS) => {
    const { looks, proven } = live(history, true, doubtAfterS), lost = looks.findLastIndex((l) => l.look !== 'absent'), after = looks.slice(lost + 1)[0]
    // A folder that could not be read until the last of the times is not looked into any more: a person decides.
    if (!after) return assert.equal(looks.at(-1)!.look, 'unread')
    assert.ok(proven! <= Math.max(after.at + 15 * minute, 20 * minute) + 5 * minute, `${proven} after ${after.at}`)
  }))
})

test('where no copies are kept nothing is proven, and nobody looks more often than the times say', () => {
  fc.assert(fc.property(histories, doubts, fc.constantFrom(false, null), (history, doubtAfterS, keepsSent) => {
    const { looks, proven } = live(history, keepsSent, doubtAfterS)
    assert.equal(proven, undefined)
    assert.ok(looks.filter((l) => l.look !== 'killed').length <= lookTimesS.length + 1)
  }))
})
