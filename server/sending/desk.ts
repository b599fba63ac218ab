// The desk of one workspace in this process: where connections ask the gate and hand in results. Both are committed in
// groups. A result is never dropped: while the database is away it is kept and offered again.
import { inOneBreath } from '#platform/db'
import { teller } from '#platform/events'
import type { Ground, World } from '#platform/world'
import { askGate, type Verdict } from './gate.ts'
import { dated } from './mime.ts'
import { outcomeOf, wireMessageId } from './outcome.ts'
import { spoken, type End } from './reply.ts'
import { giveBack, recordAccepted, recordAsExpected, recordTrouble, type Trouble } from './recording.ts'
import type { Claim, Ended } from './queue-store.ts'
import { requestSentCopies } from './sent-copy.ts'
import { together } from './together.ts'

export interface Desk {
  /** After 354: the bytes that may leave, or null. */
  gate(claim: Claim): Promise<string | null>
  /** Writes down how an attempt ended; resolves when it is committed. */
  record(claim: Claim, end: End, host: string): Promise<void>
  giveBack(claim: Claim): Promise<void>
}

type Ask = { claim: Claim } | { ended: Ended & { claim: Claim } }
type Answer = { verdict: Verdict } | { ours: boolean } | { failed: unknown }

/**
 * What a group costs the database does not depend much on its size (half a millisecond, and some 20 µs a mail): one at a time,
 * and two milliseconds to gather, make groups about twice as large, and a third of all processor time is saved.
 */
const gatherMs = 2
/** Readers and browsers hear of what was sent this often. */
const tellMs = 30

/**
 * Gates and acceptances share their transactions. A connection that has just been told "250" asks for its next mail in the
 * same breath, so the one is accepted and the other handed over by one commit: at no moment is more than one mail of a
 * connection handed over without a result.
 */
export function openDesk(ground: Ground, world: World): Desk {
  const leaseS = ground.config.SENDING_LEASE_S, needless = new Map<string, number>()
  const tell = teller(ground, world.workspaceId, 'numbers', tellMs)

  /** Everything is asked in one breath, as if nobody else had touched these mails; `recordAccepted` where somebody has. */
  const write = (claims: Claim[], ended: (Ended & { claim: Claim })[], expected: boolean) => onceMore(() => world.write(async (tx) => {
    // Leads before mails: the gate goes first.
    const [verdicts, took] = await inOneBreath([claims.length ? askGate(tx, claims, leaseS) : [], !ended.length ? [] : expected ? recordAsExpected(tx, ended) : recordAccepted(tx, ended)])
    if (took === false) throw new NotAsExpected()
    await requestSentCopies(tx, took === true ? ended.map((e) => e.claim) : took, needless)
    if (ended.length) tx.afterCommit(tell)
    return { verdicts, took: new Set((took === true ? ended : took).map((r) => r.id)) }
  }))
  const writeAll = async (claims: Claim[], ended: (Ended & { claim: Claim })[]) => {
    try {
      return await write(claims, ended, !ended.some((e) => e.left?.length))
    } catch (error) {
      if (!(error instanceof NotAsExpected)) throw error
      return write(claims, ended, false)
    }
  }

  const commit = together<Ask, Answer>(async (asks) => {
    const claims = asks.flatMap((a) => ('claim' in a ? [a.claim] : [])), ended = asks.flatMap((a) => ('ended' in a ? [a.ended] : []))
    let done: Awaited<ReturnType<typeof write>> | undefined, failed: unknown
    try {
      done = await writeAll(claims, ended)
    } catch (error) {
      failed = error
    }
    // A gate that fails counts as no; what a server has taken is written down however long it takes.
    if (!done && ended.length) done = await persist(ground, () => writeAll([], ended))
    let at = 0
    return asks.map((a): Answer => ('ended' in a ? { ours: done!.took.has(a.ended.id) } : failed ? { failed } : { verdict: done!.verdicts[at++]! }))
  }, { atOnce: 1, most: 200, gatherMs })

  return {
    async gate(claim) {
      const answer = await commit({ claim })
      if (!('verdict' in answer)) throw (answer as { failed: unknown }).failed
      const { verdict } = answer
      if (!verdict.go) {
        ground.log.info({ messageId: claim.id, code: verdict.no.code }, 'The gate kept a mail.')
        if (verdict.no.code === 'fenced') alarm(claim, 'gate')
        return null
      }
      return dated(claim.mime, claim.datedAt)
    },
    async record(claim, end, host) {
      const outcome = outcomeOf(end)
      const ours = outcome.kind === 'accepted' && 'reply' in end
        ? (await commit({ ended: { id: claim.id, fence: claim.fence, claim, reply: spoken(end.reply), wireMessageId: wireMessageId(end.reply, host) ?? null, left: end.left } }) as { ours: boolean }).ours
        : await persist(ground, () => world.write((tx) => recordTrouble(tx, { ...claim, phase: end.phase }, outcome as Trouble)))
      if (!ours) alarm(claim, outcome.kind)
      else if (outcome.kind !== 'accepted') ground.log.info({ messageId: claim.id, outcome: outcome.kind, text: outcome.text }, 'A mail was not accepted.')
    },
    giveBack: (claim) => persist(ground, () => world.write((tx) => giveBack(tx, claim))),
  }

  function alarm(claim: Claim, what: string): void {
    ground.log.error({ messageId: claim.id, fence: claim.fence, what, alarm: true }, 'A result came too late: the mail belongs to another worker. It is not used.')
  }
}

/** A mail we had handed over was called in doubt, or belongs to another worker by now. */
class NotAsExpected extends Error {}

/** Somebody was taking back the very mails that stand at the gate, in another order: PostgreSQL let one of us go. */
async function onceMore<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if ((error as { code?: string }).code !== '40P01') throw error
    return run()
  }
}

/** Tries again until it is written or the process ends; then the lease runs out, and the mail is settled as in doubt. */
async function persist<T>(ground: Ground, write: () => Promise<T>): Promise<T> {
  for (let pause = 100; ; pause = Math.min(pause * 2, 5000)) {
    try {
      return await write()
    } catch (error) {
      if (ground.stopping.aborted && pause > 1600) throw error
      ground.log.warn({ err: error }, 'A result could not be written; it is kept and written again.')
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}
