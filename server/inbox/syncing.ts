// Reading a letterbox, a bit at a time: for each folder from the uid where the last look ended. Each mail and the new place are
// one transaction, so a killed process goes on where it was and repeats nothing. A mail that cannot be read is kept with its
// problem and the look goes on; a mail whose consequences cannot be carried out stays outside and is tried again at every look,
// which until then counts as failed, and no follow-up of this mailbox leaves (checkNow fails closed).
import { claimSync, endSync, findMailbox, holdSync, mailboxSyncState, ownAddresses, routeFor } from '#mailboxes'
import { holding } from '#platform/leases'
import type { World } from '#platform/world'
import { foldersToRead, isUnchanged } from './folders.ts'
import { predictorFor } from './learning.ts'
import { readFolder, type Reader } from './reading-folder.ts'

export type Synced = { ok: true; taken: number; known: number } | { ok: false; reason: string; sentence: string }

/** `justNow`: the quick look before a follow-up: no Sent folder, and it must end with everything read. */
export async function syncMailbox(world: World, mailboxId: string, options: { force?: boolean; justNow?: boolean; signal?: AbortSignal; timeoutMs?: number } = {}): Promise<Synced> {
  const by = `${world.ground.processId}:${crypto.randomUUID()}`
  if (!(await world.write((tx) => claimSync(tx, mailboxId, by, world.config.SENDING_LEASE_S, options.force ?? true)))) return { ok: false, reason: 'busy', sentence: 'This letterbox is being read at this moment.' }
  let end: Synced = { ok: false, reason: 'stopped', sentence: 'The look into the letterbox was cut short.' }
  try {
    end = await whileHeld(world, mailboxId, by, () => look(world, mailboxId, options))
  } catch (error) {
    world.log.error({ err: error, mailboxId }, 'A look into a letterbox failed.')
    end = { ok: false, reason: 'our_mistake', sentence: 'A fault of ours stopped the look into the letterbox.' }
  } finally {
    const everyS = world.config.SYNC_INTERVAL_S
    await world.write((tx) => endSync(tx, mailboxId, by, end.ok ? { ok: true, everyS } : { ok: false, reason: end.reason, sentence: end.sentence, everyS }))
  }
  return end
}

/** Keeps others away from this letterbox for as long as it is read, and for one lease after its process died. */
export const whileHeld = <T>(world: World, mailboxId: string, by: string, read: () => Promise<T>, leaseS = world.config.SENDING_LEASE_S): Promise<T> =>
  holding((leaseS * 1000) / 4, () => world.write((tx) => holdSync(tx, mailboxId, by, leaseS)), read)

/** A look right before a follow-up: at most ten seconds. What is not certain is a no. `at`: when the look began. `busy`: the letterbox did nothing wrong; another was reading all the while, or there was more than one look takes in. */
export async function checkNow(world: World, mailboxId: string, timeoutMs = 10_000): Promise<{ ok: true; at: Date } | { ok: false; sentence: string; busy?: true }> {
  const until = Date.now() + timeoutMs
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), world.ground.stopping])
  for (let wasBusy = false; ; wasBusy = true) {
    const at = world.clock.now()
    const left = until - Date.now()
    if (left <= 0 || signal.aborted) return { ok: false, sentence: 'The letterbox could not be looked into within ten seconds.', ...(wasBusy && { busy: true }) }
    const over = new Promise<Synced>((resolve) => signal.addEventListener('abort', () => resolve({ ok: false, reason: 'timeout', sentence: 'The letterbox could not be looked into within ten seconds.' }), { once: true }))
    const synced = await Promise.race([syncMailbox(world, mailboxId, { justNow: true, signal, timeoutMs: left }), over])
    if (synced.ok) return { ok: true, at }
    if (synced.reason !== 'busy') return { ok: false, sentence: synced.sentence, ...((synced.reason === 'more' || (wasBusy && synced.reason === 'timeout')) && { busy: true }) }
    // Somebody else is reading it; what their look has missed ours will find.
    await world.clock.sleep(200, signal)
  }
}

export const syncState = mailboxSyncState

async function look(world: World, mailboxId: string, options: { justNow?: boolean; signal?: AbortSignal; timeoutMs?: number }): Promise<Synced> {
  const reader = await readerFor(world, mailboxId)
  if (!reader) return { ok: false, reason: 'gone', sentence: 'This mailbox was removed.' }
  const route = await routeFor(world, mailboxId)
  const totals = { taken: 0, known: 0, stuck: 0, more: false }
  const read = await route.read(async (box) => {
    for (const folder of await foldersToRead(world, mailboxId, box)) {
      if (isUnchanged(folder) || (options.justNow && folder.role === 'sent')) continue
      await readFolder(world, box, reader, folder, totals, options.signal)
    }
  }, { ...(options.signal && { signal: options.signal }), timeoutMs: options.timeoutMs ?? 150_000 })
  // Its time was over while mails came in: what was read is kept, and the next look goes on from there.
  const cutShort = world.ground.stopping.aborted || (totals.taken + totals.known > 0 && !totals.stuck)
  if (!read.ok && !(read.reason === 'timeout' && cutShort)) return { ok: false, reason: read.reason, sentence: read.sentence }
  if (totals.stuck) return { ok: false, reason: 'stuck', sentence: `${totals.stuck === 1 ? 'A mail' : `${totals.stuck} mails`} could not be dealt with; it is tried again.` }
  if (options.signal?.aborted && !cutShort) return { ok: false, reason: 'timeout', sentence: 'The letterbox could not be looked into in time.' }
  if (totals.more || !read.ok || options.signal?.aborted) return { ok: false, reason: 'more', sentence: 'There are more new mails than one look can take in; the rest follows.' }
  return { ok: true, taken: totals.taken, known: totals.known }
}

/** undefined: the mailbox was removed. */
export async function readerFor(world: World, mailboxId: string): Promise<Reader | undefined> {
  const about = await world.read(async (tx) => ({ mailbox: await findMailbox(tx, mailboxId), own: await ownAddresses(tx) }))
  return about.mailbox && { mailboxId, ownAddresses: about.own, since: new Date(about.mailbox.createdAt.getTime() - 86_400_000), predict: await predictorFor(world) }
}
