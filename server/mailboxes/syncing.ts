// Whose turn it is to read a letterbox, and how the last reading went. The reading itself is the inbox room's.
import { sql, type Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { letterboxBroken, mailboxPaused } from './events.ts'
import { saveStatus } from './store.ts'

const leaseS = 180
/** A letterbox that cannot be read is told of after so many failures in a row; a refused password at once. */
const tellAfter = 5

export type SyncEnd = { ok: true; everyS: number } | { ok: false; reason: string; sentence: string; everyS: number }

/** True: it is ours for three minutes. `force` skips whether it is due. */
export async function claimSync(tx: Tx, id: string, by: string, force = false): Promise<boolean> {
  return (await tx.run(sql`
    update mailboxes set sync_leased_by = ${by}, sync_leased_until = ${tx.now}::timestamptz + make_interval(secs => ${leaseS})
     where workspace_id = ${tx.workspaceId} and id = ${id} and deleted_at is null
       and (sync_leased_until is null or sync_leased_until < ${tx.now}) and (${force} or next_sync_at <= ${tx.now})`)) === 1
}

/** Lets it go and sets the next time: soon after success, later and later after failures (at most 30 minutes). */
export async function endSync(tx: Tx, id: string, by: string, end: SyncEnd): Promise<void> {
  const row = await tx.maybe<{ failures: number; status: string; told: boolean; failedBefore: boolean }>(sql`
    select sync_failures as failures, status, sync_told_at is not null as told, sync_error is not null as "failedBefore" from mailboxes
     where workspace_id = ${tx.workspaceId} and id = ${id} and sync_leased_by = ${by} for update`)
  if (!row) return
  if (end.ok) {
    await tx.run(sql`
      update mailboxes set sync_leased_by = null, sync_leased_until = null, last_sync_at = ${tx.now}, sync_error = null, sync_failures = 0, sync_told_at = null,
             next_sync_at = ${tx.now}::timestamptz + make_interval(secs => ${end.everyS})
       where workspace_id = ${tx.workspaceId} and id = ${id}`)
    if (row.failedBefore) await liveChanged(tx, 'mailboxes')
    return
  }
  const failures = row.failures + 1
  const wait = Math.min(1800, end.everyS * 2 ** Math.min(failures - 1, 6))
  const tell = !row.told && (end.reason === 'login' || failures >= tellAfter)
  await tx.run(sql`
    update mailboxes set sync_leased_by = null, sync_leased_until = null, sync_error = ${end.sentence}, sync_failures = ${failures},
           sync_told_at = case when ${tell} then ${tx.now}::timestamptz else sync_told_at end, next_sync_at = ${tx.now}::timestamptz + make_interval(secs => ${wait})
     where workspace_id = ${tx.workspaceId} and id = ${id}`)
  if (end.reason === 'login' && row.status === 'active') {
    await saveStatus(tx, id, { status: 'needs_reconnect', reason: end.sentence, until: null })
    await announce(tx, mailboxPaused, { mailboxId: id, status: 'needs_reconnect', reason: end.sentence, until: null })
  } else if (tell) await announce(tx, letterboxBroken, { mailboxId: id, sentence: end.sentence })
  await liveChanged(tx, 'mailboxes')
}

export const mailboxSyncState = (tx: Tx, id: string): Promise<{ lastSyncAt: Date | null; nextSyncAt: Date; error: string | null; failures: number; leasedUntil: Date | null }> =>
  tx.one(sql`
    select last_sync_at as "lastSyncAt", next_sync_at as "nextSyncAt", sync_error as error, sync_failures as failures, sync_leased_until as "leasedUntil"
      from mailboxes where workspace_id = ${tx.workspaceId} and id = ${id}`)
