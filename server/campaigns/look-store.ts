// Who is looking into which letterbox, and since when that fails.
import { sql, type Tx } from '#platform/db'

export interface Look { mailboxId: string; lookedAt: Date | null; failingSince: Date | null; failures: number; nextLookAt: Date; sentence: string | null }

/** Undefined while another process looks, or it is too early. `paced`: the mailbox sends one mail at a time. */
export async function takeLook(tx: Tx, mailboxId: string, by: string, until: Date): Promise<{ paced: boolean } | undefined> {
  return tx.maybe(sql`
    with taken as (
      insert into letterbox_looks as l (workspace_id, mailbox_id, leased_by, leased_until) values (${tx.workspaceId}, ${mailboxId}, ${by}, ${until})
      on conflict (workspace_id, mailbox_id) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
       where l.leased_until < ${tx.now} and l.next_look_at <= ${tx.now}
      returning mailbox_id)
    select b.gap_max_s > 0 as paced from taken join mailboxes b on b.workspace_id = ${tx.workspaceId} and b.id = taken.mailbox_id`)
}

/** `began`: what came later than that was perhaps not seen. */
export const endLook = (tx: Tx, mailboxId: string, next: Date, began: Date): Promise<number> =>
  tx.run(sql`update letterbox_looks set leased_until = '-infinity', looked_at = ${began}, next_look_at = ${next}, failing_since = null, failures = 0, sentence = null
              where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId}`)

/** Nothing could have left, so nobody looked. */
export const restLook = (tx: Tx, mailboxId: string, next: Date): Promise<number> =>
  tx.run(sql`update letterbox_looks set leased_until = '-infinity', next_look_at = ${next} where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId}`)

/** Read for the follow-ups of another mailbox; who reads it for its own goes on. */
export const noteLook = (tx: Tx, mailboxId: string, began: Date): Promise<number> =>
  tx.run(sql`
    insert into letterbox_looks as l (workspace_id, mailbox_id, looked_at) values (${tx.workspaceId}, ${mailboxId}, ${began})
    on conflict (workspace_id, mailbox_id) do update set looked_at = greatest(l.looked_at, excluded.looked_at), failing_since = null, failures = 0, sentence = null`)

/** The next try comes `at`, or after half a minute, then later and later, up to fifteen minutes. */
export const failLook = (tx: Tx, mailboxId: string, sentence: string, at?: Date): Promise<{ failingSince: Date }> =>
  tx.one(sql`
    insert into letterbox_looks as l (workspace_id, mailbox_id, failing_since, failures, sentence, next_look_at)
    values (${tx.workspaceId}, ${mailboxId}, ${tx.now}, ${at ? 0 : 1}, ${sentence}, coalesce(${at ?? null}::timestamptz, ${tx.now}::timestamptz + interval '30 seconds'))
    on conflict (workspace_id, mailbox_id) do update
       set leased_until = '-infinity', failing_since = coalesce(l.failing_since, excluded.failing_since), failures = l.failures + excluded.failures, sentence = excluded.sentence,
           next_look_at = coalesce(${at ?? null}::timestamptz, ${tx.now}::timestamptz + least(interval '15 minutes', interval '30 seconds' * power(2, least(l.failures, 6))))
    returning l.failing_since as "failingSince"`)

export const looksOf = (tx: Tx, mailboxIds: string[]): Promise<Look[]> =>
  tx.many<Look>(sql`
    select mailbox_id as "mailboxId", looked_at as "lookedAt", failing_since as "failingSince", failures, next_look_at as "nextLookAt", sentence
      from letterbox_looks where workspace_id = ${tx.workspaceId} and mailbox_id = any(${mailboxIds}::uuid[])`)
