// The desk of one workspace in this process: where connections ask the gate and hand in results. Both are committed in
// groups. A result is never dropped: while the database is away it is kept and offered again.
import type { Ground, World } from '#platform/world'
import { askGate, type Verdict } from './gate.ts'
import { dated } from './mime.ts'
import { outcomeOf, wireMessageId } from './outcome.ts'
import { spoken, type End } from './reply.ts'
import { giveBack, recordAccepted, recordTrouble, type Trouble } from './recording.ts'
import type { Claim, Ended } from './queue-store.ts'
import { requestSentCopies } from './sent-copy.ts'
import { together } from './together.ts'

export interface Desk {
  /** After 354: the bytes that may leave, or null. */
  gate(claim: Claim): Promise<Buffer | null>
  /** Writes down how an attempt ended; resolves when it is committed. */
  record(claim: Claim, end: End, host: string): Promise<void>
  giveBack(claim: Claim): Promise<void>
}

export function openDesk(ground: Ground, world: World): Desk {
  const leaseS = ground.config.SENDING_LEASE_S, needless = new Map<string, number>()
  const ask = together<Claim, Verdict>((claims) => onceMore(() => world.write((tx) => askGate(tx, claims, leaseS))), { atOnce: 2, full: 8, most: 100 })

  const accept = together<Ended, boolean>(async (all) => {
    const took = await persist(ground, () => world.write(async (tx) => {
      const rows = await recordAccepted(tx, all)
      await requestSentCopies(tx, rows, needless)
      return new Set(rows.map((r) => r.id))
    }))
    return all.map((e) => took.has(e.id))
  }, { atOnce: 1, most: 200, waitMs: 2 })

  return {
    async gate(claim) {
      const verdict = await ask(claim)
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
        ? await accept({ id: claim.id, fence: claim.fence, outcome: 'accepted', reply: spoken(end.reply), wireMessageId: wireMessageId(end.reply, host) ?? null })
        : await persist(ground, () => world.write((tx) => recordTrouble(tx, { id: claim.id, fence: claim.fence, phase: end.phase }, outcome as Trouble)))
      if (!ours) alarm(claim, outcome.kind)
      else if (outcome.kind !== 'accepted') ground.log.info({ messageId: claim.id, outcome: outcome.kind, text: outcome.text }, 'A mail was not accepted.')
    },
    giveBack: (claim) => persist(ground, () => world.write((tx) => giveBack(tx, claim))),
  }

  function alarm(claim: Claim, what: string): void {
    ground.log.error({ messageId: claim.id, fence: claim.fence, what, alarm: true }, 'A result came too late: the mail belongs to another worker. It is not used.')
  }
}

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
