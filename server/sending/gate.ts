// The 354 gate. The server has said "go on" and not a byte has left. All connections of a workspace that stand here at
// this moment share one transaction: it holds their leads (so that a reply, an opt-out, a bounce or a deletion that has
// been committed is seen, and one that comes now waits), reads the checklist for each, and marks as `handed` what may
// leave. Bodies are written only after it has committed.
import { lockContactable, lockSilence } from '#leads'
import { inOneBreath, type Tx } from '#platform/db'
import { announceMany } from '#platform/events'
import { mayLeave, type No } from './checklist.ts'
import { backToPlanning } from './claiming.ts'
import { about, messageCancelled, messageFrozen } from './events.ts'
import { haltsOf } from './halts.ts'
import type { Attempted, Claim, Standing } from './queue-store.ts'
import { endAttempt, giveRoomBack, handOver, mailboxesNow, putBack, standingsOf } from './queue-store.ts'

export type Verdict = { go: true } | { go: false; no: No }

/** Its questions are asked in one breath, and before anything that the caller asks after it. */
export async function askGate(tx: Tx, claims: readonly Omit<Claim, 'mime' | 'datedAt' | 'fromAddress'>[], leaseS: number): Promise<Verdict[]> {
  // Leads before mails, and mails in the order of their ids: the order in which everybody locks.
  const inOrder = claims.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const [obstacles, silenced, halts, handed, mailboxes] = await inOneBreath([
    lockContactable(tx, claims.flatMap((c) => (c.leadId ? [{ leadId: c.leadId, address: c.toAddress }] : []))),
    lockSilence(tx, claims.flatMap((c) => c.copies?.map((copy) => copy.address) ?? [])),
    // After the leads are held: a stop that comes with its lead has been committed, or waits for us.
    haltsOf(tx, claims.map((c) => (c.campaignId ? c.enrollmentId : null))),
    handOver(tx, inOrder, new Date(tx.now.getTime() + leaseS * 1000)),
    mailboxesNow(tx, [...new Set(claims.map((c) => c.mailboxId))]),
  ])
  const byId = new Map(claims.map((c) => [c.id, c]))
  const held = new Map(handed.map((h): [string, Standing] => {
    const claim = byId.get(h.id)!, mailbox = mailboxes.find((m) => m.mailboxId === claim.mailboxId)
    if (!mailbox) throw new Error('There is no such mailbox.')
    const today = mailbox.day === h.capDay ? mailbox : mailboxes.find((m) => m.mailboxId === claim.mailboxId && m.day === h.capDay)
    return [h.id, { ...claim, ...mailbox, ...h, state: 'claimed', sent: today?.sent ?? 0 }]
  }))
  // Only what may leave stays handed over. Why a mail was not even ours to hold is found out one by one: it is rare.
  const missing = claims.filter((c) => !held.has(c.id))
  const others = new Map((missing.length ? await standingsOf(tx, missing.map((c) => c.id)) : []).map((s) => [s.id, s]))
  const noes = new Map<string, No>()
  for (const c of claims) {
    const no = mayLeave({ standing: held.get(c.id) ?? others.get(c.id), fence: c.fence, obstacle: (c.leadId && obstacles.get(c.leadId)) || null, halt: c.enrollmentId ? halts.get(c.enrollmentId) : undefined, inCopy: c.copies?.map((copy) => silenced.get(copy.address)).find(Boolean), now: tx.now })
    if (no) noes.set(c.id, no)
    else if (!held.has(c.id)) noes.set(c.id, takenAway)
  }
  await turnAway(tx, claims.flatMap((c) => {
    const [standing, no] = [held.get(c.id), noes.get(c.id)]
    return standing && no ? [{ standing, no, claim: c }] : []
  }))
  return claims.map((c) => {
    const no = noes.get(c.id)
    return no ? { go: false, no } : { go: true }
  })
}

const takenAway: No = { code: 'taken_away', sentence: 'The mail was taken back at this very moment.', then: 'leave' }

async function turnAway(tx: Tx, all: readonly { standing: Standing; no: No; claim: Attempted & Pick<Claim, 'handedBefore'> }[]): Promise<void> {
  if (!all.length) return
  const away: { standing: Standing; no: No }[] = []
  for (const { standing, no, claim } of all) {
    const to = no.then === 'cancel' ? { state: 'cancelled' as const, reason: no }
      : no.then === 'freeze' ? { state: 'planned' as const, reason: no } : { state: no.then === 'wait' && !standing.needsLook ? 'due' as const : 'planned' as const, reason: null }
    if (!(await putBack(tx, standing, claim.handedBefore, to))) continue
    await endAttempt(tx, claim, `gate: ${no.asked ?? no.code}`, null)
    away.push({ standing, no })
  }
  await backToPlanning(tx, away.filter((a) => a.no.then === 'replan').map((a) => a.standing))
  await giveRoomBack(tx, away.flatMap(({ standing }) => (standing.capDay ? [{ id: standing.id, mailboxId: standing.mailboxId, day: standing.capDay }] : [])))
  for (const [then, fact] of [['cancel', messageCancelled], ['freeze', messageFrozen]] as const)
    await announceMany(tx, fact, away.filter((a) => a.no.then === then).map(({ standing, no }) => ({ ...about(standing), code: no.code, text: no.sentence })))
}
