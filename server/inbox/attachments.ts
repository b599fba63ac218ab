// A file that came with a mail, fetched from its letterbox when somebody asks for it: files are never stored here. It leaves as
// a download that no browser opens or guesses at, under a name that is only a name.
import { findMailbox, messageIdIn, routeFor } from '#mailboxes'
import { notFound, refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { Worker } from 'node:worker_threads'
import { identityOf } from './identity.ts'
import { fileName } from './mail.ts'
import { parseSafely } from './safe-parsing.ts'
import { whereLies, type Lying } from './places-store.ts'
import { levelFor } from './privacy.ts'
import { findInboxMessage } from './store.ts'

/** A larger mail stays in its letterbox: it would be held in memory as a whole. Most servers take at most this much. */
export const mostBytes = 36_000_000
const patienceMs = 30_000

export interface File { name: string; bytes: Uint8Array }

/** The n-th attachment as the thread lists them, from 0. */
export async function attachmentOf(world: World, id: string, n: number): Promise<File> {
  const { mail, lying, listed } = await world.read(async (tx) => {
    if ((await levelFor(tx, id)) !== 'full') throw notFound('mail')
    const found = await findInboxMessage(tx, id)
    if (!found?.attachments[n]) throw notFound('attachment')
    if ((await findMailbox(tx, found.mailboxId))?.deletedAt) throw refuse('mailbox_removed', 'The mailbox of this mail was removed, and its files lie only there.', { status: 409 })
    return { mail: found, lying: await whereLies(tx, id), listed: found.attachments[n]! }
  })
  const raw = await rawOf(world, mail.mailboxId, mail.messageId, lying)
  const file = await partOf(raw, n)
  if (!file) throw refuse('attachment_unreadable', `“${listed.name}” could not be taken out of the mail. Open it in your mail program.`, { status: 422 })
  return { name: fileName(listed.name), bytes: file }
}

/** The mail as the server has it. It may have been moved since: every place it was seen in is tried, and it must be the same mail. */
async function rawOf(world: World, mailboxId: string, messageId: string | null, lying: readonly Lying[]): Promise<Uint8Array> {
  const route = await routeFor(world, mailboxId)
  const read = await route.read(async (box) => {
    const folders = new Set((await box.folders()).map((folder) => folder.path))
    for (const { folder, uid, identity } of lying) {
      if (!folders.has(folder)) continue
      const whole = await box.whole(folder, uid, mostBytes)
      if (whole === 'too_large') return whole
      if (whole && (messageId ? messageIdIn(whole) === messageId : identityOf(await parseSafely(whole, { size: whole.length, problem: null }), whole) === identity)) return whole
    }
    return undefined
  }, { timeoutMs: patienceMs })
  if (!read.ok) throw refuse('letterbox_unreachable', `${read.sentence} The file lies only there; try again in a while.`, { status: 503 })
  if (read.value === 'too_large') throw refuse('too_large', `This mail is larger than ${Math.round(mostBytes / 1_000_000)} MB. Open it in your mail program.`, { status: 413 })
  if (!read.value) throw refuse('mail_gone', 'This mail is no longer in the letterbox, so its files are gone from there too.', { status: 410 })
  return read.value
}

/** Taken apart in a thread of its own: a hostile mail costs that thread and nothing else. */
function partOf(raw: Uint8Array, n: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const thread = new Worker(new URL('./attachment-worker.ts', import.meta.url), { workerData: { raw, n }, resourceLimits: { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 16 }, execArgv: [] })
    const over = (bytes?: Uint8Array) => { clearTimeout(timer); void thread.terminate(); resolve(bytes) }
    const timer = setTimeout(() => over(), patienceMs)
    thread.once('message', (bytes: Uint8Array | null) => over(bytes ?? undefined)).once('error', () => over()).once('exit', () => over())
  })
}
