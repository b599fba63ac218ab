// The 354 gate. The server has said "go on" and not a byte has left. All connections of a workspace that stand here at
// this moment share one transaction: it holds their leads (so that a reply, an opt-out, a bounce or a deletion that has
// been committed is seen, and one that comes now waits), reads the checklist for each, and marks as `handed` what may
// leave. Bodies are written only after it has committed.
import { lockContactable } from '#leads'
import type { Tx } from '#platform/db'
import { announceMany } from '#platform/events'
import { mayLeave, type No } from './checklist.ts'
import { backToPlanning } from './claiming.ts'
import { about, messageCancelled } from './events.ts'
import type { Claim, Standing } from './queue-store.ts'
import { endAttempt, giveRoomBack, handOver, putBack, standingsOf } from './queue-store.ts'

export type Verdict = { go: true } | { go: false; no: No }

export async function askGate(tx: Tx, claims: readonly Pick<Claim, 'id' | 'fence' | 'leadId' | 'toAddress'>[], leaseS: number): Promise<Verdict[]> {
  // Leads before mails: the order in which everybody locks.
  const obstacles = await lockContactable(tx, claims.flatMap((c) => (c.leadId ? [{ leadId: c.leadId, address: c.toAddress }] : [])))
  const standings = new Map((await standingsOf(tx, claims.map((c) => c.id))).map((s) => [s.id, s]))
  const noes = new Map<string, No>()
  for (const c of claims) {
    const no = mayLeave({ standing: standings.get(c.id), fence: c.fence, obstacle: (c.leadId && obstacles.get(c.leadId)) || null, now: tx.now })
    if (no) noes.set(c.id, no)
  }
  // In the order of ids, as whoever cancels mails locks them.
  const going = claims.filter((c) => !noes.has(c.id)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const handed = going.length ? await handOver(tx, going, new Date(tx.now.getTime() + leaseS * 1000)) : new Set<string>()
  if (noes.size) await turnAway(tx, claims.flatMap((c) => {
    const [standing, no] = [standings.get(c.id), noes.get(c.id)]
    return standing && no && no.then !== 'leave' ? [{ standing, no }] : []
  }))
  return claims.map((c) => {
    const no = noes.get(c.id) ?? (handed.has(c.id) ? undefined : takenAway)
    return no ? { go: false, no } : { go: true }
  })
}

const takenAway: No = { code: 'taken_away', sentence: 'The mail was taken back at this very moment.', then: 'leave' }

async function turnAway(tx: Tx, all: readonly { standing: Standing; no: No }[]): Promise<void> {
  const away: typeof all[number][] = []
  for (const { standing, no } of all) {
    const to = no.then === 'cancel' ? { state: 'cancelled' as const, reason: no }
      : { state: no.then === 'wait' && !standing.needsLook ? 'due' as const : 'planned' as const, reason: null }
    if (!(await putBack(tx, standing, to))) continue
    await endAttempt(tx, standing.id, standing.fence, `gate: ${no.code}`, null)
    away.push({ standing, no })
  }
  await backToPlanning(tx, away.filter((a) => a.no.then === 'replan').map((a) => a.standing))
  await giveRoomBack(tx, away.flatMap(({ standing }) => (standing.capDay ? [{ id: standing.id, mailboxId: standing.mailboxId, day: standing.capDay }] : [])))
  await announceMany(tx, messageCancelled, away.filter((a) => a.no.then === 'cancel').map(({ standing, no }) => ({ ...about(standing), code: no.code, text: no.sentence })))
}
