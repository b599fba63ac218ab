// A letterbox in memory behind the port of #mailboxes: mails are dropped into folders, UIDVALIDITY is in our hand, and it can
// be slow or out of reach. For stories; the real servers are met in test/mail-servers.test.ts.
import { messageIdIn, offerKind, type FetchedMail, type FolderRole, type MailTrouble } from '#mailboxes'
import { sql } from '#platform/db'
import type { World } from '#platform/world'
import type { House } from '../house.ts'

interface Folder { role: FolderRole; uidValidity: number; uidNext: number; mails: FetchedMail[] }

export interface FakeLetterbox {
  id: string
  address: string
  folders: Map<string, Folder>
  /** Every look that was opened */
  looks: number
  trouble: MailTrouble | undefined
  /** Milliseconds every look takes */
  slowMs: number
  /** Numbers that a look does not get, though they are there */
  hidden: Set<number>
  /** Numbers that are never handed over */
  withheld: Set<number>
  /** Numbers that a search names and that are gone when they are fetched */
  goes: Set<number>
  /** What happens while the n-th mail of a fetch is handed over, once */
  atMail: Map<number, () => void>
  /** Numbers that are not listed yet */
  late: Set<number>
  /** Where its mail leaves; without one nothing does */
  server: { port: number } | undefined
  drop(raw: string | Buffer, options?: { folder?: string; at?: Date; size?: number; problem?: string }): number
  /** The server has made the folder anew: other numbers, the same mails. */
  recreate(folder?: string): void
}

const boxes = new Map<string, FakeLetterbox>()

offerKind('smtp', (world, mailbox) => {
  const box = boxes.get(mailbox.id)
  if (!box) throw new Error('No such letterbox.')
  return {
    kind: 'smtp',
    smtp: async () => box.server ? { ok: true, settings: { host: '127.0.0.1', address: '127.0.0.1', port: box.server.port, security: 'none', user: '', password: '' } } : ({ ok: false, reason: 'unreachable', sentence: 'Nothing is sent here.', why: null, mend: null, answer: null }),
    findSent: async () => 'unknown',
    appendSent: async () => 'unknown',
    async read(fn, options = {}) {
      box.looks++
      await world.clock.sleep(box.slowMs, options.signal)
      if (options.signal?.aborted) return { ok: false, reason: 'timeout', sentence: 'The letterbox does not answer.', why: null, mend: null, answer: null }
      if (box.trouble) return box.trouble
      return {
        ok: true,
        value: await fn({
          folders: async () => [...box.folders].map(([path, folder]) => ({ role: folder.role, path })),
          state: async (path) => ({ uidValidity: box.folders.get(path)!.uidValidity, uidNext: box.folders.get(path)!.uidNext }),
          async *fetch(path, fromUid, most) {
            let n = 0
            for (const mail of box.folders.get(path)!.mails.filter((mail) => mail.uid >= fromUid && !box.hidden.has(mail.uid)).slice(0, most).map((mail) => ({ ...mail }))) {
              const happens = box.atMail.get(n)
              box.atMail.delete(n++)
              happens?.()
              if (!box.goes.has(mail.uid)) yield mail
            }
          },
          async *fetchThese(path, uids) {
            yield* box.folders.get(path)!.mails.filter((mail) => uids.includes(mail.uid) && !box.withheld.has(mail.uid))
          },
          whole: async (path, uid, most) => {
            const raw = box.folders.get(path)!.mails.find((mail) => mail.uid === uid)?.raw
            return raw && raw.length > most ? 'too_large' : raw
          },
          list: async (path, since, most) => box.folders.get(path)!.mails.filter((mail) => mail.receivedAt >= since && !box.late.has(mail.uid)).slice(-most)
            .map((mail) => ({ uid: mail.uid, receivedAt: mail.receivedAt, messageId: messageIdIn(mail.raw) })),
        }),
      }
    },
  }
})

let count = 0

export async function fakeLetterbox(h: House, world: World = h.world, ownerId?: string): Promise<FakeLetterbox> {
  const address = `sam${++count}@acme-sales.example`
  const { id } = await world.write((tx) => tx.one<{ id: string }>(sql`
    insert into mailboxes (workspace_id, kind, address, from_name, owner_id, created_at, next_sync_at, next_send_at)
    values (${tx.workspaceId}, 'smtp', ${address}, 'Sam Carter', ${ownerId ?? null}, ${tx.now}, ${tx.now}, ${tx.now}) returning id`))
  const folder = (role: FolderRole): Folder => ({ role, uidValidity: 1, uidNext: 1, mails: [] })
  const box: FakeLetterbox = {
    id, address, looks: 0, trouble: undefined, slowMs: 0, hidden: new Set(), withheld: new Set(), late: new Set(), goes: new Set(), atMail: new Map(), server: undefined,
    folders: new Map([['INBOX', folder('inbox')], ['Sent', folder('sent')], ['Junk', folder('junk')]]),
    drop(raw, options = {}) {
      const into = box.folders.get(options.folder ?? 'INBOX')!
      const bytes = typeof raw === 'string' ? Buffer.from(raw.replace(/\r?\n/g, '\r\n')) : raw
      const uid = into.uidNext++
      into.mails.push({ uid, size: options.size ?? bytes.length, receivedAt: options.at ?? h.clock.now(), raw: bytes, problem: options.problem ?? null })
      return uid
    },
    recreate(path = 'INBOX') {
      const into = box.folders.get(path)!
      into.uidValidity++
      into.mails.forEach((mail, i) => { mail.uid = 100 + i })
      into.uidNext = 100 + into.mails.length
    },
  }
  boxes.set(id, box)
  return box
}
