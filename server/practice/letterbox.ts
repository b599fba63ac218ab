// A practice mailbox behind the port that every mailbox stands behind: the rooms above cannot tell the difference.
import { messageIdIn, type Letterbox, type Mailbox, type MailRoute } from '#mailboxes'
import type { World } from '#platform/world'
import PostalMime from 'postal-mime'
import { letTimePass } from './arriving.ts'
import { settingsFor } from './smtp.ts'
import { folderState, hasSent, insertSent, mailsFrom } from './store.ts'

export function practiceRoute(world: World, mailbox: Mailbox): MailRoute {
  const sent = (messageId: string) => world.read((tx) => hasSent(tx, mailbox.id, messageId))
  return {
    kind: 'practice',
    smtp: async () => ({ ok: true, settings: await settingsFor(world.ground, world.workspaceId, mailbox.id) }),
    findSent: async ({ messageId }) => ((await sent(messageId)) ? 'found' : 'absent'),
    async appendSent(raw, { messageId, to }) {
      if (await sent(messageId)) return 'there'
      const { subject } = await PostalMime.parse(raw)
      await world.write((tx) => insertSent(tx, { mailboxId: mailbox.id, messageId, address: to?.toLowerCase() ?? '', subject: subject ?? '', raw }))
      return 'appended'
    },
    async read(fn) {
      await letTimePass(world, mailbox.id)
      return { ok: true, value: await fn(letterboxOf(world, mailbox.id)) }
    },
  }
}

const letterboxOf = (world: World, mailboxId: string): Letterbox => ({
  folders: async () => [{ role: 'inbox', path: 'INBOX' }, { role: 'sent', path: 'Sent' }],
  state: async (path) => ({ uidValidity: 1, uidNext: (await world.read((tx) => folderState(tx, mailboxId, path))).next }),
  async *fetch(path, fromUid, most) {
    for (const mail of await world.read((tx) => mailsFrom(tx, mailboxId, path, fromUid, most)))
      yield handed(mail)
  },
  async *fetchThese(path, uids) {
    const wanted = new Set(uids)
    if (wanted.size) for (const mail of await world.read((tx) => mailsFrom(tx, mailboxId, path, Math.min(...wanted), 100_000))) if (wanted.has(mail.uid)) yield handed(mail)
  },
  async whole(path, uid, most) {
    const [mail] = await world.read((tx) => mailsFrom(tx, mailboxId, path, uid, 1))
    return mail?.uid !== uid ? undefined : mail.raw.length > most ? 'too_large' : mail.raw
  },
  async list(path, since, most) {
    const mails = (await world.read((tx) => mailsFrom(tx, mailboxId, path, 1, 1_000_000))).filter((mail) => mail.arrives_at >= since).slice(-most)
    return mails.map((mail) => ({ uid: mail.uid, messageId: messageIdIn(mail.raw), receivedAt: mail.arrives_at }))
  },
})

const handed = (mail: { uid: number; raw: Buffer; arrives_at: Date }) => ({ uid: mail.uid, size: mail.raw.length, receivedAt: mail.arrives_at, raw: mail.raw, problem: null })
