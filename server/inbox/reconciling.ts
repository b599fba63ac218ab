// The letterbox and Overture, compared mail by mail: every hour, on demand, and soon again while anything is missing. A look reads
// first; what the server lists beyond that and has no place here is missing, whatever the cause, and is fetched by its number.
// Nothing is called in order while a single mail is missing.
import { claimSync, compareAgainAt, freeSync, mailboxSyncState, mailboxWatchedSince, routeFor, type ListedMail } from '#mailboxes'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import type { World } from '#platform/world'
import { mailsMissing } from './events.ts'
import { foldersToRead, type FolderToRead } from './folders.ts'
import { comparisonsOf, countMissing, insertComparison, keepMissing, keepMissingFolders, knownFolders, lastComparisons, missingRowsIn, noteMissing, placesOf, type Comparison, type Missing, type Why } from './places-store.ts'
import { fetchMissing, type Reader, type Totals } from './reading-folder.ts'
import { readerFor, syncMailbox, whileHeld } from './syncing.ts'

const everyMs = 3_600_000
/** While something is missing, or the letterbox could not be compared. */
const soonMs = 120_000
const mostListed = 50_000
const mostHealed = 2_000
const patienceMs = 150_000

export async function reconcile(world: World, mailboxId: string, options: { signal?: AbortSignal } = {}): Promise<Comparison | undefined> {
  const began = performance.now()
  await syncMailbox(world, mailboxId, { force: true, ...(options.signal && { signal: options.signal }) })
  const by = `${world.ground.processId}:${crypto.randomUUID()}`
  if (!(await world.write((tx) => claimSync(tx, mailboxId, by, world.config.SENDING_LEASE_S, true)))) return undefined
  try {
    const reader = await readerFor(world, mailboxId)
    if (!reader) return undefined
    const comparison = await whileHeld(world, mailboxId, by, () => compare(world, reader, options.signal))
    const done: Comparison = { ...comparison, mailboxId, at: world.clock.now(), tookMs: Math.round(performance.now() - began) }
    await world.write((tx) => conclude(tx, done))
    return done
  } finally {
    await world.write((tx) => freeSync(tx, mailboxId, by))
  }
}

type Compared = Omit<Comparison, 'mailboxId' | 'at' | 'tookMs'>

async function compare(world: World, reader: Reader, signal?: AbortSignal): Promise<Compared> {
  const sum = { inMailbox: 0, inApp: 0, found: 0, missing: 0, reasons: {} as Partial<Record<Why, number>> }
  const route = await routeFor(world, reader.mailboxId)
  const read = await route.read(async (box) => {
    const folders = await foldersToRead(world, reader.mailboxId, box)
    let may = mostHealed
    for (const folder of folders) {
      const listed = await box.list(folder.path, reader.since, mostListed)
      const found = await missingIn(world, reader, folder, listed)
      if (found.length) {
        for (const { why } of found) sum.reasons[why] = (sum.reasons[why] ?? 0) + 1
        const uids = found.slice(0, may).map((m) => m.uid)
        may -= uids.length
        const totals: Totals = { taken: 0, known: 0, stuck: 0, more: false }
        await fetchMissing(world, box, reader, folder, uids, totals, signal)
      }
      const left = found.length ? await missingIn(world, reader, folder, listed) : []
      await world.write(async (tx) => {
        await keepMissing(tx, reader.mailboxId, folder.path, left.map((m) => m.uid))
        const untold = left.filter((m) => !m.known)
        if (untold.length) await noteMissing(tx, reader.mailboxId, folder.path, untold)
      })
      sum.inMailbox += listed.length
      sum.inApp += listed.length - left.length
      sum.found += found.length
      sum.missing += left.length
    }
    await world.write((tx) => keepMissingFolders(tx, reader.mailboxId, folders.map((f) => f.path)))
  }, { ...(signal && { signal }), timeoutMs: patienceMs })
  return { ...sum, healed: sum.found - sum.missing, trouble: read.ok ? null : read.sentence }
}

/** `known`: the last attempt to fetch it has said why. */
async function missingIn(world: World, reader: Reader, folder: FolderToRead, listed: readonly ListedMail[]): Promise<(Missing & { known: boolean })[]> {
  const now = await world.read(async (tx) => ({ places: await placesOf(tx, reader.mailboxId, folder.path), folder: (await knownFolders(tx, reader.mailboxId)).find((f) => f.path === folder.path) }))
  const places = new Map(now.places.map((p) => [p.uid, p]))
  const missing: (Missing & { known: boolean })[] = []
  for (const mail of listed) {
    const place = places.get(mail.uid)
    const why = whyMissing(mail, place, now.folder?.uidNext ?? 0)
    if (why) missing.push({ uid: mail.uid, messageId: mail.messageId, why, sentence: sentenceOf[why], known: false })
  }
  if (!missing.length) return []
  const told = new Map((await world.read((tx) => missingRowsIn(tx, reader.mailboxId, folder.path))).map((m) => [m.uid, m]))
  return missing.map((m) => { const t = told.get(m.uid); return t && (t.why === 'not_handed_over' || t.why === 'not_dealt_with') ? { ...m, why: t.why, sentence: t.sentence, known: true } : m })
}

/** Pure: undefined when the mail is where it should be. */
export function whyMissing(mail: Pick<ListedMail, 'uid' | 'messageId'>, place: { messageId: string | null; here: boolean } | undefined, uidNext: number): Why | undefined {
  if (!place) return mail.uid >= uidNext ? 'not_read_yet' : 'skipped'
  if (place.messageId !== null && mail.messageId !== null && place.messageId !== mail.messageId) return 'another_mail'
  return place.here ? undefined : 'lost_here'
}

export const sentenceOf: Record<Why, string> = {
  not_read_yet: 'It came after the last look.',
  skipped: 'The server did not name it when its turn came.',
  another_mail: 'Under this number the server now keeps another mail.',
  lost_here: 'It was kept here, and its record is gone.',
  not_handed_over: 'The server names it and does not hand it over.',
  not_dealt_with: 'What it means could not be carried out yet.',
}

async function conclude(tx: Tx, done: Comparison): Promise<void> {
  const before = (await comparisonsOf(tx, done.mailboxId, 1))[0]
  await insertComparison(tx, done)
  await compareAgainAt(tx, done.mailboxId, new Date(tx.now.getTime() + (done.missing || done.trouble ? soonMs : everyMs)))
  if (done.missing && !before?.missing) await announce(tx, mailsMissing, { mailboxId: done.mailboxId, missing: done.missing, reasons: done.reasons })
  await liveChanged(tx, 'mailboxes')
  await liveChanged(tx, 'inbox')
}

export interface Health {
  mailboxId: string
  /** 'good' is said only of a letterbox that was compared within two hours and lacks nothing */
  status: 'good' | 'missing' | 'unsure' | 'not_yet'
  sentence: string
  missing: number
  reasons: { why: Why; n: number }[]
  last: Comparison | undefined
  lastSyncAt: Date | null
  watchedSince: Date | null
}

export async function healthOf(tx: Tx, mailboxIds: readonly string[]): Promise<Health[]> {
  const last = await lastComparisons(tx, mailboxIds)
  const missing = await countMissing(tx, mailboxIds)
  const all: Health[] = []
  for (const mailboxId of mailboxIds) {
    const reasons = missing.get(mailboxId)?.map(({ why, n }) => ({ why, n })) ?? []
    const sync = await mailboxSyncState(tx, mailboxId)
    const about = { missing: reasons.reduce((sum, r) => sum + r.n, 0), reasons, last: last.get(mailboxId), lastSyncAt: sync.lastSyncAt }
    all.push({ mailboxId, ...about, ...judged(about, sync.error, tx.now), watchedSince: await mailboxWatchedSince(tx, mailboxId) })
  }
  return all
}

/** Pure. */
export function judged(it: Pick<Health, 'missing' | 'last'>, syncError: string | null, now: Date): Pick<Health, 'status' | 'sentence'> {
  if (it.missing) return { status: 'missing', sentence: `${it.missing === 1 ? '1 mail lies' : `${it.missing} mails lie`} in this letterbox and ${it.missing === 1 ? 'is' : 'are'} not here yet. They are fetched by their numbers, again every two minutes.` }
  if (syncError) return { status: 'unsure', sentence: `The letterbox could not be read: ${syncError}` }
  if (!it.last) return { status: 'not_yet', sentence: 'It has not been compared yet.' }
  if (now.getTime() - it.last.at.getTime() > 2 * everyMs) return { status: 'unsure', sentence: 'The last comparison is more than two hours old.' }
  return { status: 'good', sentence: `All ${it.last.inMailbox} mails are here.` }
}
