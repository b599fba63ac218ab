// Reading a letterbox, a bit at a time: for each folder from the uid where the last look ended. Each mail and the new place are
// one transaction, so a killed process goes on where it was and repeats nothing. A mail that cannot be read is kept with its
// problem and the look goes on; a mail whose consequences cannot be carried out stays outside and is tried again at every look,
// which until then counts as failed, and no follow-up of this mailbox leaves (checkNow fails closed).
import { claimSync, endSync, findMailbox, mailboxSyncState, ownAddresses, routeFor, type FetchedMail, type FolderRole, type Letterbox } from '#mailboxes'
import type { World } from '#platform/world'
import { identityOf } from './identity.ts'
import { readMail, type Reading } from './kind.ts'
import type { Mail } from './mail.ts'
import { parseRoughly } from './parsing.ts'
import { parseSafely } from './safe-parsing.ts'
import { folderPlace, knownIdentities, saveFolderPlace } from './store.ts'
import { takeIn, takeOutgoing, type Arrival } from './taking-in.ts'

export type Synced = { ok: true; taken: number; known: number } | { ok: false; reason: string; sentence: string }

/** A new mailbox: only what came lately can be an answer to us. */
const firstLook = 200
/** After a UIDVALIDITY change or on demand the folder is read again, at most so far back. */
const againLook = 5000
const atATime = 50
const mostPerLook = 10_000

/** `justNow`: the quick look before a follow-up: no Sent folder, and it must end with everything read. */
export async function syncMailbox(world: World, mailboxId: string, options: { force?: boolean; justNow?: boolean; signal?: AbortSignal; timeoutMs?: number } = {}): Promise<Synced> {
  const by = `${world.ground.processId}:${crypto.randomUUID()}`
  if (!(await world.write((tx) => claimSync(tx, mailboxId, by, options.force ?? true)))) return { ok: false, reason: 'busy', sentence: 'This letterbox is being read at this moment.' }
  let end: Synced = { ok: false, reason: 'stopped', sentence: 'The look into the letterbox was cut short.' }
  try {
    end = await look(world, mailboxId, options)
  } catch (error) {
    world.log.error({ err: error, mailboxId }, 'A look into a letterbox failed.')
    end = { ok: false, reason: 'our_mistake', sentence: 'A fault of ours stopped the look into the letterbox.' }
  } finally {
    const everyS = world.config.SYNC_INTERVAL_S
    await world.write((tx) => endSync(tx, mailboxId, by, end.ok ? { ok: true, everyS } : { ok: false, reason: end.reason, sentence: end.sentence, everyS }))
  }
  return end
}

/** A look right before a follow-up: at most ten seconds. What is not certain is a no. `at`: when the look began. */
export async function checkNow(world: World, mailboxId: string, timeoutMs = 10_000): Promise<{ ok: true; at: Date } | { ok: false; sentence: string }> {
  const until = Date.now() + timeoutMs
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), world.ground.stopping])
  for (;;) {
    const at = world.clock.now()
    const left = until - Date.now()
    if (left <= 0 || signal.aborted) return { ok: false, sentence: 'The letterbox could not be looked into within ten seconds.' }
    const over = new Promise<Synced>((resolve) => signal.addEventListener('abort', () => resolve({ ok: false, reason: 'timeout', sentence: 'The letterbox could not be looked into within ten seconds.' }), { once: true }))
    const synced = await Promise.race([syncMailbox(world, mailboxId, { justNow: true, signal, timeoutMs: left }), over])
    if (synced.ok) return { ok: true, at }
    if (synced.reason !== 'busy') return { ok: false, sentence: synced.sentence }
    // Somebody else is reading it; what their look has missed ours will find.
    await world.clock.sleep(200, signal)
  }
}

export const syncState = mailboxSyncState

async function look(world: World, mailboxId: string, options: { justNow?: boolean; signal?: AbortSignal; timeoutMs?: number }): Promise<Synced> {
  const about = await world.read(async (tx) => ({ mailbox: await findMailbox(tx, mailboxId), own: await ownAddresses(tx) }))
  if (!about.mailbox) return { ok: false, reason: 'gone', sentence: 'This mailbox was removed.' }
  const since = new Date(about.mailbox.createdAt.getTime() - 86_400_000)
  const route = await routeFor(world, mailboxId)
  const totals = { taken: 0, known: 0, stuck: 0, more: false }
  const read = await route.read(async (box) => {
    for (const { role, path } of await box.folders()) {
      if (options.justNow && role === 'sent') continue
      await readFolder(world, box, { mailboxId, ownAddresses: about.own, since }, { role, path }, totals, options.signal)
    }
  }, { ...(options.signal && { signal: options.signal }), timeoutMs: options.timeoutMs ?? 150_000 })
  if (!read.ok) return { ok: false, reason: read.reason, sentence: read.sentence }
  if (totals.stuck) return { ok: false, reason: 'stuck', sentence: `${totals.stuck === 1 ? 'A mail' : `${totals.stuck} mails`} could not be dealt with; it is tried again.` }
  if (totals.more || options.signal?.aborted) return { ok: false, reason: 'more', sentence: 'There are more new mails than one look can take in; the rest follows.' }
  return { ok: true, taken: totals.taken, known: totals.known }
}

interface Place {
  mailboxId: string
  ownAddresses: readonly string[]
  /** What came before the mailbox was connected answers nothing of ours */
  since: Date
}
interface Totals { taken: number; known: number; stuck: number; more: boolean }

async function readFolder(world: World, box: Letterbox, place: Place, folder: { role: FolderRole; path: string }, totals: Totals, signal?: AbortSignal): Promise<void> {
  const { uidValidity, uidNext } = await box.state(folder.path)
  const before = await world.read((tx) => folderPlace(tx, place.mailboxId, folder.path))
  const same = before?.uidValidity === uidValidity
  let next = same ? before.uidNext : Math.max(1, uidNext - (before ? againLook : firstLook))
  let stuckAt: number | undefined
  const save = (uid: number) => world.write((tx) => saveFolderPlace(tx, place.mailboxId, folder.path, folder.role, { uidValidity, uidNext: Math.min(uid, stuckAt ?? uid) }))
  for (let seen = 0; seen < mostPerLook; ) {
    let batch: FetchedMail[] = []
    let got = 0
    const flush = async () => {
      const stuck = await takeBatch(world, place, folder, batch.filter((m) => m.receivedAt >= place.since), totals)
      stuckAt ??= stuck
      await save(next)
      batch = []
    }
    for await (const mail of box.fetch(folder.path, next, 500)) {
      got++
      batch.push(mail)
      next = mail.uid + 1
      if (batch.length >= atATime) await flush()
      if (signal?.aborted) break
    }
    await flush()
    seen += got
    if (signal?.aborted) return
    if (got < 500) {
      // Uids of mails that came and went meanwhile are skipped over; never below what the server had when asked first.
      next = Math.max(next, uidNext)
      await save(next)
      return
    }
  }
  totals.more = true
}

/** The first uid that could not be dealt with, if any. */
async function takeBatch(world: World, place: Place, folder: { role: FolderRole; path: string }, batch: FetchedMail[], totals: Totals): Promise<number | undefined> {
  const read: { fetched: FetchedMail; mail: Mail; identity: string }[] = []
  for (const fetched of batch) {
    const mail = await parseSafely(fetched.raw, { size: fetched.size, problem: fetched.problem })
    read.push({ fetched, mail, identity: identityOf(mail, fetched.raw) })
  }
  const known = read.length ? await world.read((tx) => knownIdentities(tx, place.mailboxId, read.map((r) => r.identity))) : new Set<string>()
  let stuck: number | undefined
  for (const { fetched, mail, identity } of read) {
    if (known.has(identity)) {
      totals.known++
      continue
    }
    const at: Arrival = { mailboxId: place.mailboxId, ownAddresses: place.ownAddresses, folder: folder.path, uid: fetched.uid, identity, receivedAt: fetched.receivedAt }
    try {
      const taken = await takeOne(world, mail, at, folder.role, fetched.raw)
      totals[taken]++
    } catch (error) {
      world.log.error({ err: error, mailboxId: place.mailboxId, folder: folder.path, uid: fetched.uid }, 'A mail could not be dealt with.')
      totals.stuck++
      stuck ??= fetched.uid
    }
  }
  return stuck
}

async function takeOne(world: World, mail: Mail, at: Arrival, role: FolderRole, raw: Uint8Array): Promise<'taken' | 'known'> {
  if (role === 'sent') return world.write((tx) => takeOutgoing(tx, mail, at))
  const reading = readSafely(mail, at.receivedAt)
  try {
    return await world.write((tx) => takeIn(tx, reading.mail, reading.reading, at))
  } catch (error) {
    // What the database refuses in the mail itself (22…: bad data, 54…: too large) is left out; any other error is not the mail's.
    if (!/^(?:22|54)/.test((error as { code?: string }).code ?? '')) throw error
    const bare = parseRoughly(raw.subarray(0, 20_000), mail.size, 'The mail could not be stored as it is; only its beginning was kept.')
    const harmless = { ...bare, text: bare.text.replace(/[^\x20-\x7e\n]/g, '?').slice(0, 10_000), subject: bare.subject.replace(/[^\x20-\x7e]/g, '?').slice(0, 300) }
    return world.write((tx) => takeIn(tx, harmless, readSafely(harmless, at.receivedAt).reading, at))
  }
}

/** Classifying is pure and should never fail; if a mail makes it fail, the mail is shown to a person. */
function readSafely(mail: Mail, arrived: Date): { mail: Mail; reading: Reading } {
  try {
    return { mail, reading: readMail(mail, arrived) }
  } catch (error) {
    const problem = [mail.problem, `It could not be classified (${(error as Error).message.slice(0, 100)}).`].filter(Boolean).join(' ')
    return { mail: { ...mail, problem }, reading: { kind: 'reply', reason: 'Nobody could tell what it is, so a person should look.', class: 'other', text: mail.text.slice(0, 20_000) } }
  }
}
