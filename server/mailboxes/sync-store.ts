// The questions about reading letterboxes: whose turn it is, and how the last reading went.
import { sql, type Tx } from '#platform/db'

/** True: it is ours for `leaseS`, and longer with holdSync. `force` skips whether it is due. */
export const claimSync = async (tx: Tx, id: string, by: string, leaseS: number, force = false): Promise<boolean> =>
  (await tx.run(sql`
    update mailboxes set sync_leased_by = ${by}, sync_leased_until = ${tx.now}::timestamptz + make_interval(secs => ${leaseS})
     where workspace_id = ${tx.workspaceId} and id = ${id} and deleted_at is null
       and (sync_leased_until is null or sync_leased_until < ${tx.now}) and (${force} or next_sync_at <= ${tx.now})`)) === 1

/** False: the lease was over, and another reads meanwhile. */
export const holdSync = async (tx: Tx, id: string, by: string, leaseS: number): Promise<boolean> =>
  (await tx.run(sql`
    update mailboxes set sync_leased_until = ${tx.now}::timestamptz + make_interval(secs => ${leaseS})
     where workspace_id = ${tx.workspaceId} and id = ${id} and sync_leased_by = ${by}`)) === 1

export const lockSync = (tx: Tx, id: string, by: string): Promise<{ failures: number; status: string; told: boolean; failedBefore: boolean } | undefined> =>
  tx.maybe(sql`
    select sync_failures as failures, status, sync_told_at is not null as told, sync_error is not null as "failedBefore" from mailboxes
     where workspace_id = ${tx.workspaceId} and id = ${id} and sync_leased_by = ${by} for update`)

export const saveSynced = (tx: Tx, id: string, nextS: number): Promise<number> =>
  tx.run(sql`
    update mailboxes set sync_leased_by = null, sync_leased_until = null, last_sync_at = ${tx.now}, sync_error = null, sync_failures = 0, sync_told_at = null,
           next_sync_at = ${tx.now}::timestamptz + make_interval(secs => ${nextS})
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** It could be read and holds more: the next reading goes on at once. It has not been read to the end, so `last_sync_at` stays. */
export const saveMore = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`
    update mailboxes set sync_leased_by = null, sync_leased_until = null, sync_error = null, sync_failures = 0, sync_told_at = null, next_sync_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const saveSyncFailure = (tx: Tx, id: string, failure: { sentence: string; failures: number; tell: boolean; nextS: number }): Promise<number> =>
  tx.run(sql`
    update mailboxes set sync_leased_by = null, sync_leased_until = null, sync_error = ${failure.sentence}, sync_failures = ${failure.failures},
           sync_told_at = case when ${failure.tell} then ${tx.now}::timestamptz else sync_told_at end, next_sync_at = ${tx.now}::timestamptz + make_interval(secs => ${failure.nextS})
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const mailboxSyncState = (tx: Tx, id: string): Promise<{ lastSyncAt: Date | null; nextSyncAt: Date; error: string | null; failures: number }> =>
  tx.one(sql`
    select last_sync_at as "lastSyncAt", next_sync_at as "nextSyncAt", sync_error as error, sync_failures as failures
      from mailboxes where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Lets the letterbox go without saying how a look went: it was held to compare. */
export const freeSync = (tx: Tx, id: string, by: string): Promise<number> =>
  tx.run(sql`update mailboxes set sync_leased_by = null, sync_leased_until = null where workspace_id = ${tx.workspaceId} and id = ${id} and sync_leased_by = ${by}`)

export const compareAgainAt = (tx: Tx, id: string, at: Date): Promise<number> =>
  tx.run(sql`update mailboxes set next_compare_at = ${at} where workspace_id = ${tx.workspaceId} and id = ${id}`)

// ── The kept connection ──

const watchLeaseS = 90

export const claimWatch = async (tx: Tx, id: string, by: string): Promise<boolean> =>
  (await tx.run(sql`
    update mailboxes set watch_leased_by = ${by}, watch_leased_until = ${tx.now}::timestamptz + make_interval(secs => ${watchLeaseS}), watched_since = null
     where workspace_id = ${tx.workspaceId} and id = ${id} and deleted_at is null and (watch_leased_until is null or watch_leased_until < ${tx.now})`)) === 1

/** False: the mailbox is gone, has other settings or is watched by another process; let go. */
export const holdWatch = async (tx: Tx, id: string, by: string, open: boolean): Promise<boolean> =>
  (await tx.run(sql`
    update mailboxes set watch_leased_until = ${tx.now}::timestamptz + make_interval(secs => ${watchLeaseS}), watched_since = case when ${open} then coalesce(watched_since, ${tx.now}) end
     where workspace_id = ${tx.workspaceId} and id = ${id} and watch_leased_by = ${by} and deleted_at is null and status <> 'needs_reconnect'`)) === 1

/** `restS`: nobody tries again before that. */
export const dropWatch = (tx: Tx, id: string, by: string, restS: number): Promise<number> =>
  tx.run(sql`
    update mailboxes set watch_leased_by = null, watched_since = null, watch_leased_until = ${tx.now}::timestamptz + make_interval(secs => ${restS})
     where workspace_id = ${tx.workspaceId} and id = ${id} and watch_leased_by = ${by}`)

export const mailboxWatchedSince = async (tx: Tx, id: string): Promise<Date | null> =>
  (await tx.one<{ at: Date | null }>(sql`
    select case when watch_leased_until > ${tx.now} then watched_since end as at from mailboxes where workspace_id = ${tx.workspaceId} and id = ${id}`)).at
