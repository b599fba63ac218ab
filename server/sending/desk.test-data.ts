// The desk at which the stories of this room are told: mails to plan, leads to write to, and what is known of both.
import { sql } from '#platform/db'
import type { House } from '#test/house'
import { explain, findMessage, planMessage, sendWhatIsDue, type Message, type Plan } from './sending.ts'

/** `leadId`: who is written to where nobody is named. */
export function desk(h: House, leadId: string) {
  const plan = (mailboxId: string, more: Partial<Plan> = {}): Promise<string> =>
    h.world.write(async (tx) => (await planMessage(tx, { leadId: leadId, mailboxId, subject: 'A question', bodyText: 'Hi Dana,\n\nshort.\n\nSam', dueAt: tx.now, ...more })).id)
  const find = (id: string): Promise<Message> => h.world.read(async (tx) => (await findMessage(tx, id))!)
  const why = (id: string): Promise<string> => h.world.read((tx) => explain(tx, id))
  const send = () => sendWhatIsDue(h.ground)
  const events = (messageId: string): Promise<string[]> =>
    h.world.read(async (tx) => (await tx.many<{ type: string }>(sql`select type from events where message_id = ${messageId} order by id`)).map((e) => e.type))

  let leadNo = 0
  /** A lead of its own, so that one story's suppression is not another's. */
  async function lead(address = `lead${++leadNo}@prospect.example`, firstName = 'Lea'): Promise<{ id: string; email: string }> {
    return h.world.write(async (tx) => ({ email: address, ...(await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name, last_name) values (${tx.workspaceId}, ${address}, ${firstName}, 'Prospect') returning id`)) }))
  }
  const isSuppressed = (address: string): Promise<boolean> =>
    h.world.read(async (tx) => (await tx.maybe(sql`select 1 from suppressions where value = ${address}`)) !== undefined)

  return { plan, find, why, send, events, lead, isSuppressed }
}
