// The questions about where recipients keep their mail.
import { sql, type Tx } from '#platform/db'

export type RecipientHost = 'google' | 'microsoft' | 'other'

export const hostRows = (tx: Tx, domains: readonly string[]): Promise<{ domain: string; host: RecipientHost; askedAt: Date }[]> =>
  tx.many(sql`select domain, host, asked_at as "askedAt" from recipient_hosts where workspace_id = ${tx.workspaceId} and domain = any(${[...domains]}::text[])`)

export const saveHosts = (tx: Tx, learnt: readonly { domain: string; host: RecipientHost }[]): Promise<number> =>
  tx.run(sql`
    insert into recipient_hosts (workspace_id, domain, host, asked_at)
    select ${tx.workspaceId}, d, h, ${tx.now} from unnest(${learnt.map((l) => l.domain)}::text[], ${learnt.map((l) => l.host)}::text[]) as l (d, h)
    on conflict (workspace_id, domain) do update set host = excluded.host, asked_at = excluded.asked_at`)
