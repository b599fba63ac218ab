// One folder, from the uid where the last look ended: a batch is taken in together, and where its mails lie is noted with the place.
import { messageIdIn, type FetchedMail, type FolderRole, type Letterbox } from '#mailboxes'
import type { World } from '#platform/world'
import type { FolderToRead } from './folders.ts'
import { identityOf } from './identity.ts'
import { readMail, type Reading } from './kind.ts'
import type { Predict } from './judging.ts'
import type { Mail } from './mail.ts'
import { parseRoughly } from './parsing.ts'
import { forgetPlaces, noteMissing, savePlaces, triesOf, type Missing, type Place } from './places-store.ts'
import { parseSafely } from './safe-parsing.ts'
import { knownIdentities, saveFolderPlace } from './store.ts'
import { takeInAll, takeOutgoing, type Arrival, type TakenIn } from './taking-in.ts'

/** A new mailbox: only what came lately can be an answer to us. */
const firstLook = 200
/** After a UIDVALIDITY change or on demand the folder is read again, at most so far back. */
const againLook = 5000
const atATime = 100
/** Bodies of one batch are held in memory and stored in one transaction. */
const bytesAtATime = 6_000_000
const mostPerLook = 10_000

export interface Reader {
  mailboxId: string
  ownAddresses: readonly string[]
  /** What came before the mailbox was connected answers nothing of ours */
  since: Date
  /** The classifier as this workspace has taught it */
  predict: Predict
}
export interface Totals { taken: number; known: number; stuck: number; more: boolean }

export async function readFolder(world: World, box: Letterbox, reader: Reader, folder: FolderToRead, totals: Totals, signal?: AbortSignal): Promise<void> {
  const { uidValidity, uidNext } = await box.state(folder.path)
  const same = folder.before?.uidValidity === uidValidity
  if (folder.before && !same) await world.write((tx) => forgetPlaces(tx, reader.mailboxId, folder.path))
  // A folder that was empty when it was read holds only what came since, whatever its numbers are called now.
  const back = !folder.before ? firstLook : folder.before.uidNext === 1 ? Infinity : againLook
  let next = same ? folder.before!.uidNext : Math.max(1, uidNext - back)
  let stuckAt: number | undefined
  const save = (uid: number, taken?: Taken) => world.write(async (tx) => {
    if (taken) await note(tx, reader.mailboxId, folder.path, taken)
    await saveFolderPlace(tx, reader.mailboxId, folder.path, folder.role, { uidValidity, uidNext: Math.min(uid, stuckAt ?? uid) })
  })
  // While one batch is taken in, the next is fetched and parsed: at most one of each.
  let under: Promise<void> = Promise.resolve()
  const flush = async (batch: FetchedMail[], upTo: number) => {
    const parsed = parseBatch(world, reader, folder.path, batch.filter((m) => m.receivedAt >= reader.since))
    parsed.catch(() => undefined) // heard of below, unless the batch before it failed
    await under
    under = (async () => {
      const taken = await takeBatch(world, reader, folder, await parsed, totals)
      stuckAt ??= taken.stuckAt
      await save(upTo, taken)
    })()
    under.catch(() => undefined)
  }
  try {
    for (let seen = 0; seen < mostPerLook; ) {
      let batch: FetchedMail[] = [], bytes = 0, got = 0
      for await (const mail of box.fetch(folder.path, next, 500)) {
        got++
        batch.push(mail)
        bytes += mail.raw.length
        next = Math.max(next, mail.uid + 1)
        if (batch.length >= atATime || bytes >= bytesAtATime) {
          await flush(batch, next)
          batch = []
          bytes = 0
        }
        if (signal?.aborted) break
      }
      await flush(batch, next)
      seen += got
      if (signal?.aborted) return await under
      // Fewer than were asked for is no end: one of them may have been moved away between the search and the fetch.
      if (got === 0) {
        await under
        // Uids of mails that came and went meanwhile are skipped over; never below what the server had when asked first.
        return void (await save(Math.max(next, uidNext)))
      }
    }
    await under
    totals.more = true
  } finally {
    // Whatever ended the look, the next one begins when nothing of this one is under way any more.
    await under.catch(() => undefined)
  }
}

/** Mails found missing are fetched by their numbers; what cannot be had or dealt with stays missing, with the reason. */
export async function fetchMissing(world: World, box: Letterbox, reader: Reader, folder: { role: FolderRole; path: string }, uids: readonly number[], totals: Totals, signal?: AbortSignal): Promise<void> {
  for (let i = 0; i < uids.length && !signal?.aborted; i += atATime) {
    const batch: FetchedMail[] = []
    for await (const mail of box.fetchThese(folder.path, uids.slice(i, i + atATime))) batch.push(mail)
    const taken = await takeBatch(world, reader, folder, await parseBatch(world, reader, folder.path, batch), totals)
    await world.write((tx) => note(tx, reader.mailboxId, folder.path, taken))
  }
}

interface Taken { places: Place[]; missing: Missing[]; stuckAt: number | undefined }

async function note(tx: Parameters<typeof savePlaces>[0], mailboxId: string, folder: string, taken: Taken): Promise<void> {
  await savePlaces(tx, mailboxId, folder, taken.places)
  if (taken.missing.length) await noteMissing(tx, mailboxId, folder, taken.missing)
}

interface Parsed { read: Read[]; missing: Missing[] }

async function parseBatch(world: World, reader: Reader, path: string, batch: FetchedMail[]): Promise<Parsed> {
  const { worth, missing } = await worthTaking(world, reader, path, batch)
  const read = await Promise.all(worth.map(async (fetched) => {
    const mail = await parseSafely(fetched.raw, { size: fetched.size, problem: fetched.problem })
    return { fetched, mail, identity: identityOf(mail, fetched.raw) }
  }))
  return { read, missing }
}

async function takeBatch(world: World, reader: Reader, folder: { role: FolderRole; path: string }, { read, missing }: Parsed, totals: Totals): Promise<Taken> {
  const taken: Taken = { places: [], missing: [...missing], stuckAt: undefined }
  const known = read.length ? await world.read((tx) => knownIdentities(tx, reader.mailboxId, read.map((r) => r.identity))) : new Set<string>()
  const place = ({ fetched, identity }: Read, outcome: Place['outcome']) => void taken.places.push({ uid: fetched.uid, messageId: messageIdIn(fetched.raw), identity, outcome })
  const arrival = ({ fetched, identity }: Read): Arrival => ({ mailboxId: reader.mailboxId, ownAddresses: reader.ownAddresses, folder: folder.path, uid: fetched.uid, identity, receivedAt: fetched.receivedAt })
  const note = (one: Read, outcome: TakenIn) => {
    totals[outcome === 'taken' ? 'taken' : 'known']++
    place(one, outcome === 'passed_over' ? 'passed_over' : 'kept')
  }
  const byItself = async (one: Read) => {
    const { fetched } = one
    try {
      note(one, await takeOne(world, one.mail, arrival(one), folder.role, fetched.raw, reader.predict))
    } catch (error) {
      world.log.error({ err: error, mailboxId: reader.mailboxId, folder: folder.path, uid: fetched.uid }, 'A mail could not be dealt with.')
      totals.stuck++
      taken.stuckAt ??= fetched.uid
      taken.missing.push({ uid: fetched.uid, messageId: messageIdIn(fetched.raw), why: 'not_dealt_with', sentence: `What it means could not be carried out (${(error as Error).message.slice(0, 150)}). It is tried again at every look.` })
    }
  }
  // Neighbours from outside are taken in together; if that fails, each by itself, so that one bad mail costs only itself.
  const together = async (some: Read[]) => {
    if (some.length < 2) return void (some[0] && (await byItself(some[0])))
    try {
      const outcomes = await world.write((tx) => takeInAll(tx, some.map((one) => ({ ...readSafely(one.mail, one.fetched.receivedAt, reader.predict), at: arrival(one) }))))
      for (const [i, one] of some.entries()) note(one, outcomes[i]!)
    } catch (error) {
      world.log.warn({ err: error, mailboxId: reader.mailboxId, folder: folder.path, mails: some.length }, 'Mails could not be taken in together; each is tried by itself.')
      for (const one of some) await byItself(one)
    }
  }
  let waiting: Read[] = []
  for (const one of read) {
    if (known.has(one.identity)) {
      totals.known++
      place(one, 'kept')
    } else if (isOutgoing(folder.role, one.mail, reader.ownAddresses)) {
      await together(waiting)
      waiting = []
      await byItself(one)
    } else waiting.push(one)
  }
  await together(waiting)
  return taken
}

interface Read { fetched: FetchedMail; mail: Mail; identity: string }

/** Outside the inbox, what we wrote ourselves is an answer by hand, wherever it was filed. */
const isOutgoing = (role: FolderRole, mail: Mail, own: readonly string[]): boolean => role === 'sent' || (['archive', 'all', 'trash', 'other'].includes(role) && own.includes(mail.from.address))

/** A mail that the server names and does not hand over is asked for a second time; then it is kept as unreadable, and shown. */
async function worthTaking(world: World, reader: Reader, path: string, batch: FetchedMail[]): Promise<{ worth: FetchedMail[]; missing: Missing[] }> {
  const empty = batch.filter((m) => m.raw.length === 0 && m.size > 0)
  if (!empty.length) return { worth: batch, missing: [] }
  const tries = await world.read((tx) => triesOf(tx, reader.mailboxId, path, empty.map((m) => m.uid)))
  const again = new Set(empty.filter((m) => !tries.has(m.uid)).map((m) => m.uid))
  const missing = [...again].map((uid): Missing => ({ uid, messageId: null, why: 'not_handed_over', sentence: 'The server names this mail and did not hand it over. It is asked for again.' }))
  return { worth: batch.filter((m) => !again.has(m.uid)), missing }
}

async function takeOne(world: World, mail: Mail, at: Arrival, role: FolderRole, raw: Uint8Array, predict: Predict): Promise<TakenIn> {
  if (isOutgoing(role, mail, at.ownAddresses)) return world.write((tx) => takeOutgoing(tx, mail, at))
  const reading = readSafely(mail, at.receivedAt, predict)
  try {
    return (await world.write((tx) => takeInAll(tx, [{ ...reading, at }])))[0]!
  } catch (error) {
    // What the database refuses in the mail itself (22…: bad data, 54…: too large) is left out; any other error is not the mail's.
    if (!/^(?:22|54)/.test((error as { code?: string }).code ?? '')) throw error
    const bare = parseRoughly(raw.subarray(0, 20_000), mail.size, 'The mail could not be stored as it is; only its beginning was kept.')
    const harmless = { ...bare, text: bare.text.replace(/[^\x20-\x7e\n]/g, '?').slice(0, 10_000), subject: bare.subject.replace(/[^\x20-\x7e]/g, '?').slice(0, 300) }
    return (await world.write((tx) => takeInAll(tx, [{ mail: harmless, reading: readSafely(harmless, at.receivedAt, predict).reading, at }])))[0]!
  }
}

/** Classifying is pure and should never fail; if a mail makes it fail, the mail is shown to a person. */
function readSafely(mail: Mail, arrived: Date, predict: Predict): { mail: Mail; reading: Reading } {
  try {
    return { mail, reading: readMail(mail, arrived, predict) }
  } catch (error) {
    const problem = [mail.problem, `It could not be classified (${(error as Error).message.slice(0, 100)}).`].filter(Boolean).join(' ')
    return { mail: { ...mail, problem }, reading: { kind: 'reply', reason: 'Nobody could tell what it is, so a person should look.', class: 'other', text: mail.text.slice(0, 20_000) } }
  }
}
