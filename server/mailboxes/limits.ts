import type { Tx } from '#platform/db'
import type { Mailbox } from './mailbox.ts'
import { sentTodayOf } from './store.ts'

/** How many mails it may still send today (the workspace's day). */
export async function roomToday(tx: Tx, mailbox: Pick<Mailbox, 'id' | 'dailyLimit'>): Promise<number> {
  return Math.max(0, mailbox.dailyLimit - ((await sentTodayOf(tx, [mailbox.id])).get(mailbox.id) ?? 0))
}
