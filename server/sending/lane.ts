// One mailbox's turn: claims its mails and carries them to the server, over one connection when it is paced, over
// several when it is not.
import type { World } from '#platform/world'
import { claim } from './claiming.ts'
import { waitsForCopies } from './copies.ts'
import type { Desk } from './desk.ts'
import type { KeptConnections } from './kept-connections.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import type { Claim } from './queue-store.ts'
import type { Phase } from './reply.ts'
import type { Sent, SmtpConnection } from './smtp.ts'

export interface LaneTools {
  desk: Desk
  kept: KeptConnections
  worker: string
  leaseS: number
  stopping: AbortSignal
  /** How many connections this lane may hold at this moment. */
  allowance(): number
  /** The server says we hold too many: at most so many from now on. */
  fewer(most: number): void
  /** Not even one more: others hold all that the server allows. This process leaves the mailbox to them for a while. */
  crowded(): void
  /** Mails in hand: their leases are renewed while they are. */
  inHand: Map<string, InHand>
}
export interface InHand { claim: Claim; workspaceId: string; goodUntil: number }

/**
 * Claimed at a time for an unpaced mailbox: about as many as leave in a second, for what a killed worker holds waits for
 * its lease. And how long a turn may last before others have theirs.
 */
const leastBatch = 20, mostBatch = 200, turnMs = 10_000

/** Answers how many mails it took in hand. */
export async function runLane(world: World, mailboxId: string, tools: LaneTools): Promise<number> {
  const { desk, inHand } = tools
  const began = performance.now()
  const ready: Claim[] = []
  const records: Promise<void>[] = []
  let taken = 0, dry = false, unpaced = false, workers = 0, serverDown = false, batch: number = leastBatch, claimedAt = 0
  let claiming: Promise<void> | undefined

  const more = async (): Promise<void> => {
    if (claimedAt) batch = performance.now() - claimedAt < 1000 ? Math.min(mostBatch, batch * 2) : Math.max(leastBatch, batch / 2)
    claimedAt = performance.now()
    const got = await world.write((tx) => claim(tx, mailboxId, { worker: tools.worker, leaseS: tools.leaseS, most: batch }))
    const goodUntil = performance.now() + tools.leaseS * 1000
    for (const c of got.claims) inHand.set(c.id, { claim: c, workspaceId: world.workspaceId, goodUntil })
    ready.push(...got.claims)
    taken += got.claims.length
    unpaced = got.unpaced
    // A paced mailbox has had its turn with one mail.
    if (!got.claims.length || !got.unpaced) dry = true
  }
  const over = () => dry || serverDown || tools.stopping.aborted || performance.now() - began > turnMs
  const claimMore = () => (claiming ??= more().finally(() => { claiming = undefined }))
  /** The next batch is claimed while this one is on its way; its trouble shows when it is waited for. */
  const claimAhead = () => { if (unpaced && ready.length < batch / 2 && !over()) claimMore().catch(() => undefined) }
  const next = async (): Promise<Claim | undefined> => {
    while (!ready.length && !over()) await claimMore()
    claimAhead()
    return serverDown || tools.stopping.aborted ? undefined : ready.pop()
  }
  /** The mail that goes out right behind the one under way, over the same connection. */
  const following = (): Claim | undefined => {
    if (!unpaced || serverDown || tools.stopping.aborted || workers > tools.allowance()) return undefined
    claimAhead()
    return ready.pop()
  }
  const finish = (claim: Claim, record: Promise<void>) => {
    const recorded = record.finally(() => inHand.delete(claim.id))
    // All are waited for at the end of the turn. One that fails before that is nobody's unheard rejection: it would end the process.
    recorded.catch(() => undefined)
    records.push(recorded)
  }

  const work = async (): Promise<void> => {
    let line: SmtpConnection | undefined, behind: Claim | undefined
    for (let c = await next(); c; c = behind ?? (await next())) {
      behind = undefined
      const held = inHand.get(c.id)
      // Our lease ran out while it waited (the database was away): it may be another's by now.
      if (!held || performance.now() > held.goodUntil - 1000) {
        inHand.delete(c.id)
        if (line) tools.kept.drop(line)
        line = undefined
        continue
      }
      const { sent, host, line: on, untried } = await deliver(world, mailboxId, c, tools, line, () => (behind = following())).catch((error: unknown) => {
        // The database was away before the mail was tried, or at the gate. Nobody holds it any more: its lease must run out.
        inHand.delete(c.id)
        // The one behind it has certainly not left: it goes back with the rest.
        if (behind) ready.push(behind)
        throw error
      })
      line = on
      if (sent.phase === 'gate') inHand.delete(c.id)
      else if (untried) finish(c, desk.giveBack(c))
      else {
        const outcome = outcomeOf(sent)
        if (outcome.kind === 'retry' && outcome.fewer && (workers > 1 ? sent.phase !== 'body' : beforeAnyMail.has(sent.phase))) {
          // One connection too many is not this mail's trouble: it goes over another one, of ours or of another process.
          if (workers > 1) tools.fewer(workers - 1)
          else { tools.crowded(); serverDown = true }
          ready.push(c)
          return
        }
        finish(c, desk.record(c, sent, host))
        if (outcome.kind !== 'accepted' && (beforeAnyMail.has(sent.phase) || mailboxTrouble.has(outcome.kind))) serverDown = true
      }
      if (serverDown && behind) {
        // It was announced and will not come: the server gets no body, and the mail goes back.
        if (line) tools.kept.drop(line)
        ready.push(behind)
        return
      }
      if (!behind && workers > tools.allowance()) return
      grow()
    }
  }
  const running = new Set<Promise<void>>()
  const grow = () => {
    while (unpaced && ready.length && workers < tools.allowance() && !serverDown) start()
  }
  const start = () => {
    workers++
    const one = work().finally(() => { workers--; running.delete(one) })
    running.add(one)
  }

  start()
  let trouble: unknown
  while (running.size) await Promise.race(running).catch((error: unknown) => { trouble ??= error })
  await claiming?.catch((error: unknown) => { trouble ??= error })
  // What was claimed and never tried goes back at once instead of waiting for its lease.
  for (const c of ready) finish(c, desk.giveBack(c))
  await Promise.all(records)
  if (trouble) throw trouble
  return taken
}

const beforeAnyMail: ReadonlySet<Phase> = new Set(['connect', 'greeting', 'ehlo', 'starttls', 'auth'])
const mailboxTrouble: ReadonlySet<Outcome['kind']> = new Set(['login', 'setup', 'sender_quota'])

/** `line`: the connection that waits for the mail announced on it. `untried`: nothing of the mail left, and that says nothing about it. */
interface Delivered { sent: Sent; host: string; line?: SmtpConnection; untried?: boolean }

/** `line`: a connection over which this mail has been announced already. The one in the answer has announced the mail that `follow` gave. */
async function deliver(world: World, mailboxId: string, claim: Claim, tools: LaneTools, line: SmtpConnection | undefined, follow: () => Claim | undefined): Promise<Delivered> {
  for (let first = line; ; first = undefined) {
    const got = first ? { connection: first, kept: true } : await tools.kept.take(world, mailboxId)
    if (!('connection' in got)) return { sent: got, host: '' }
    const { connection, kept } = got
    const sent = await connection.send(envelopeOf(claim), () => tools.desk.gate(claim), () => {
      const behind = tools.kept.mayFollow(mailboxId, connection) ? follow() : undefined
      return behind && envelopeOf(behind)
    })
    if (connection.usable && connection.announced) return { sent, host: connection.target.host, line: connection }
    if (connection.usable) tools.kept.give(mailboxId, connection)
    else tools.kept.drop(connection)
    if (first && sent.phase === 'mail' && 'trouble' in sent && (sent.trouble === 'timeout' || sent.trouble === 'garbage')) tools.kept.oneByOne(mailboxId)
    // A kept connection that the server had given up meanwhile, or that has carried enough for it, says nothing about this
    // mail: once more on a fresh one. If the gate may have been asked, it is asked anew with the next claim.
    if (kept && sent.phase === 'mail' && ('trouble' in sent || ('reply' in sent && sent.reply.code === 421))) continue
    return { sent, host: connection.target.host, untried: kept && (sent.phase === 'rcpt' || sent.phase === 'data') && 'trouble' in sent && sent.trouble === 'dropped' }
  }
}

const envelopeOf = (claim: Claim) => ({ id: claim.id, from: claim.fromAddress, to: claim.toAddress, ...(claim.copies && { copies: claim.copies.map((c) => c.address), wait: waitsForCopies(claim.attempts) }) })
