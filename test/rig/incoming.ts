// Mails for the letterboxes of the rig.
import { sql } from '#platform/db'
import type { House } from '../house.ts'

export interface Letter { from?: string; subject?: string; id?: string | null; date?: string; text?: string; headers?: string }

/** A whole mail, lines ended as on the wire. */
export const letterOf = ({ from = 'Dana Okafor <dana@acme.example>', subject = 'Re: A question', id, date = 'Mon, 2 Mar 2026 10:00:00 +0100', text = 'Sounds interesting.', headers = '' }: Letter): string =>
  `From: ${from}\nTo: sam@acme-sales.example\nSubject: ${subject}\n${date ? `Date: ${date}\n` : ''}${id === null || id === undefined ? '' : `Message-ID: ${id}\n`}${headers ? `${headers}\n` : ''}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${text}\n`.replace(/\r?\n/g, '\r\n')

export const newLead = (h: House, email = 'dana@acme.example') =>
  h.world.write((tx) => tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name, last_name) values (${tx.workspaceId}, ${email}, 'Dana', 'Okafor') returning id`))

export const countsOf = (h: House): Promise<{ mails: number; replies: number; doubles: number }> =>
  h.world.read((tx) => tx.one(sql`
    select (select count(*) from inbox_messages where workspace_id = ${tx.workspaceId}) as mails,
           (select count(*) from events where workspace_id = ${tx.workspaceId} and type = 'reply.received') as replies,
           (select count(*) from (select 1 from inbox_messages where workspace_id = ${tx.workspaceId} group by message_id, subject, body_text having count(*) > 1) d) as doubles`))
