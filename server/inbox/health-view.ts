// Whether everything is here, as people are told.
import type { LetterboxDetail, LetterboxHealth } from '#contract/inbox'
import { everyMailbox, mayUse } from '#mailboxes'
import type { Tx } from '#platform/db'
import { comparisonsOf, knownFolders, missingOf } from './places-store.ts'
import { healthOf, sentenceOf, type Health } from './reconciling.ts'

type Status = LetterboxHealth['status']

export async function letterboxes(tx: Tx): Promise<{ status: Status; missing: number; mailboxes: LetterboxHealth[] }> {
  const boxes = (await everyMailbox(tx)).filter((m) => !m.deletedAt && mayUse(tx.actor, m))
  const addresses = new Map(boxes.map((m) => [m.id, m.address]))
  const mailboxes = (await healthOf(tx, boxes.map((m) => m.id))).map((h) => view(h, addresses.get(h.mailboxId)!))
  // The worst one speaks for all.
  const worst = (['missing', 'unsure', 'not_yet'] as const).find((status) => mailboxes.some((m) => m.status === status)) ?? 'good'
  return { status: worst, missing: mailboxes.reduce((sum, m) => sum + m.missing, 0), mailboxes }
}

export async function letterboxDetail(tx: Tx, mailboxId: string): Promise<LetterboxDetail> {
  const address = (await everyMailbox(tx)).find((m) => m.id === mailboxId)!.address
  const [health] = await healthOf(tx, [mailboxId])
  return {
    ...view(health!, address),
    mails: (await missingOf(tx, mailboxId, 100)).map(({ firstAt, ...m }) => ({ ...m, since: firstAt.toISOString() })),
    folders: (await knownFolders(tx, mailboxId)).map((f) => ({ path: f.path, role: f.role, read: f.chosen, byPerson: f.chosenBy === 'person' })),
    history: (await comparisonsOf(tx, mailboxId, 24)).map(({ mailboxId: _, reasons: __, at, ...c }) => ({ ...c, at: at.toISOString() })),
  }
}

const view = (h: Health, mailboxAddress: string): LetterboxHealth => ({
  mailboxId: h.mailboxId, mailboxAddress, status: h.status, sentence: h.sentence, inMailbox: h.last?.inMailbox ?? null, inApp: h.last?.inApp ?? null, missing: h.missing,
  reasons: h.reasons.map(({ why, n }) => ({ why, count: n, sentence: sentenceOf[why] })), comparedAt: h.last?.at.toISOString() ?? null, healed: h.last?.healed ?? 0,
  lastSyncAt: h.lastSyncAt?.toISOString() ?? null, listeningSince: h.watchedSince?.toISOString() ?? null,
})
