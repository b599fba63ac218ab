// Letterboxes other than that of the mailbox a follow-up leaves from. Where a talk went over from one mailbox to another (its sender
// is away, or a campaign goes on from elsewhere) an answer to what was written before lies in the letterbox of the one that wrote it.
// The last look covers those, too: until each of them has been read the follow-up waits, and its row says for which; after a day
// it is held. A mailbox that was removed receives nothing that we could read, and is not waited for.
import type { Tx } from '#platform/db'
import type { World } from '#platform/world'
import { checkNow } from '#inbox'
import { mailboxByAddress, mailboxesByIds } from '#mailboxes'
import { followUpsDue, mailsOfEnrollments } from '#sending'
import { conduct } from './conducting.ts'
import { cameFromOf, sayTheyWait } from './enrollment-store.ts'
import { failLook, looksOf, noteLook } from './look-store.ts'

interface DueMail { id: string; enrollmentId: string; leadId: string; campaignId: string }
/** `at`: when the look began. `since`: since when it fails; null: it only takes longer, or is tried again later. */
type Look = { ok: true; at: Date } | { ok: false; sentence: string; since: Date | null }

export const giveUpAfterMs = 24 * 3_600_000
/** A look that is no older serves here, too: nobody logs in more often than this for one mailbox. */
const freshMs = 3_000
const wrote: readonly string[] = ['handed', 'accepted', 'unconfirmed']
/** In one transaction. */
const chunk = 500

/**
 * Of the follow-ups of a mailbox that are due, those against which no other letterbox speaks, each with the moment of the oldest look
 * into those. Whoever waits for one that cannot be read keeps nobody behind them: where all of the first `some` do, it asks for more.
 * `again`: where all do, when the first of those letterboxes is tried again.
 */
export async function lookElsewhereFirst(world: World, mailboxId: string, some: number): Promise<{ seen: Map<string, number>; most: number; again: Date | null }> {
  const looks = new Map<string, Look>()
  for (let most = some; ; most *= 10) {
    const { due, before } = await world.read(async (tx) => { const due = await followUpsDue(tx, mailboxId, most); return { due, before: await whoWroteBefore(tx, mailboxId, due) } })
    const unread = [...new Set([...before.values()].flat())].filter((id) => !looks.has(id))
    for (const [id, look] of await Promise.all(unread.map(async (id) => [id, await lookElsewhere(world, id)] as const))) looks.set(id, look)
    const seen = new Map<string, number>(), waiting: { mail: DueMail; box: string }[] = []
    for (const mail of due) {
      const boxes = before.get(mail.enrollmentId) ?? [], barred = boxes.find((box) => !looks.get(box)!.ok)
      if (barred) waiting.push({ mail, box: barred })
      else seen.set(mail.id, Math.min(...boxes.map((box) => { const look = looks.get(box)!; return look.ok ? look.at.getTime() : 0 })))
    }
    if (!seen.size && due.length === most) continue
    const byBox = Map.groupBy(waiting, (w) => w.box)
    for (const [box, group] of byBox) await waitFor(world, box, looks.get(box)!, group.map((w) => w.mail))
    return { seen, most, again: seen.size || !waiting.length ? null : await triedAgainAt(world, [...byBox.keys()]) }
  }
}

/** By enrollment: the other mailboxes that wrote to this lead, in this campaign or on the way into it. Three questions, however many are due. */
async function whoWroteBefore(tx: Tx, mailboxId: string, due: readonly DueMail[]): Promise<Map<string, string[]>> {
  if (!due.length) return new Map()
  const ids = due.map((m) => m.enrollmentId), ways = await cameFromOf(tx, ids), from = Map.groupBy(ways, (w) => w.id)
  const mails = (await mailsOfEnrollments(tx, [...new Set([...ids, ...ways.map((w) => w.from)])])).filter((m) => wrote.includes(m.state))
  const read = await readFor(tx, [...new Set(mails.map((m) => m.mailboxId))]), by = Map.groupBy(mails, (m) => m.enrollmentId)
  const others = (id: string) => [...new Set([id, ...(from.get(id) ?? []).map((w) => w.from)].flatMap((e) => by.get(e) ?? []).flatMap((m) => read.get(m.mailboxId) ?? []))].filter((box) => box !== mailboxId)
  return new Map(ids.map((id) => [id, others(id)] as const))
}

/** Where answers to each mailbox's mails may lie: in its own letterbox, and in that of the address it asks to answer to. */
async function readFor(tx: Tx, mailboxIds: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const m of mailboxIds.length ? await mailboxesByIds(tx, mailboxIds) : []) {
    const answers = m.replyTo && m.replyTo !== m.address ? await mailboxByAddress(tx, m.replyTo) : undefined
    found.set(m.id, [m.id, ...(answers ? [answers.id] : [])])
  }
  return found
}

/** One that fails is not tried again before its time, for whosever follow-ups; and nobody gives up without having tried. */
async function lookElsewhere(world: World, mailboxId: string): Promise<Look> {
  const [known] = await world.read((tx) => looksOf(tx, [mailboxId])), now = world.clock.now()
  if (known?.failingSince && known.nextLookAt > now) return { ok: false, sentence: known.sentence ?? 'It is tried again soon.', since: null }
  if (known?.lookedAt && !known.failingSince && now.getTime() - known.lookedAt.getTime() < freshMs) return { ok: true, at: known.lookedAt }
  const look = await checkNow(world, mailboxId)
  if (look.ok) { await world.write((tx) => noteLook(tx, mailboxId, look.at)); return look }
  if (look.busy) return { ok: false, sentence: look.sentence, since: null }
  const { failingSince } = await world.write((tx) => failLook(tx, mailboxId, look.sentence))
  return { ok: false, sentence: look.sentence, since: failingSince }
}

/** The first of them; one that was only busy, at once. */
async function triedAgainAt(world: World, mailboxIds: string[]): Promise<Date> {
  const looks = new Map((await world.read((tx) => looksOf(tx, mailboxIds))).map((look) => [look.mailboxId, look]))
  return new Date(Math.min(...mailboxIds.map((id) => { const look = looks.get(id); return look?.failingSince ? look.nextLookAt.getTime() : 0 })))
}

/** Their follow-ups wait for this letterbox, and say so; after a day they are held. */
async function waitFor(world: World, mailboxId: string, look: Look, waiting: readonly DueMail[]): Promise<void> {
  if (look.ok) return
  const [mailbox] = await world.read((tx) => mailboxesByIds(tx, [mailboxId])), now = world.clock.now()
  const whose = `The letterbox of ${mailbox?.address ?? 'another mailbox'}, which wrote to this lead before,`, why = look.sentence.replace(/\.$/, '')
  const tooLong = look.since !== null && now.getTime() - look.since.getTime() >= giveUpAfterMs
  for (let i = 0; i < waiting.length; i += chunk) {
    const some = waiting.slice(i, i + chunk)
    await world.write(async (tx) => {
      if (!tooLong) return void (await sayTheyWait(tx, some.map((m) => m.enrollmentId), 'look_failed', `${whose} cannot be read (${why}). An answer may lie there, so the follow-up waits.`))
      await conduct(tx, some.map((m) => ({ id: m.enrollmentId, leadId: m.leadId, campaignId: m.campaignId })),
        { type: 'hold', code: 'look_failed', sentence: `${whose} could not be read for a day (${why}), so the follow-up was not sent. Connect that mailbox again or remove it, then try again.` })
    })
  }
}
