import type { HealthView } from '#contract/admin'
import type { z } from 'zod'
import type { Ground, World } from '#platform/world'
import { failedEventCount, processRows, readerRows, serverVersion } from './store.ts'

export async function readHealth(world: World): Promise<z.output<typeof HealthView>> {
  const { config, jobs } = world.ground
  const found = await world.read(async (tx) => ({
    version: await serverVersion(tx), processes: await processRows(tx), readers: await readerRows(tx), failed: await failedEventCount(tx),
  }))
  return {
    version: config.version,
    database: { kind: config.DATABASE_URL ? 'external' : 'embedded', version: found.version, where: config.DATABASE_URL ? new URL(config.DATABASE_URL).host : config.OVERTURE_DATA },
    processes: found.processes.map((p) => ({ id: p.id, role: p.role, seenAt: p.seen_at })),
    readers: found.readers.map((r) => ({ name: r.name, behind: r.behind })),
    failedEvents: found.failed,
    jobs: await jobs.counts(),
  }
}

/** Throws away what has served its time: old answers, ended sessions, idle buckets. */
export async function tidy(ground: Ground): Promise<void> {
  await ground.db.pool.query(`delete from sessions where expires_at < now() or last_seen_at < now() - interval '13 hours'`)
  await ground.db.pool.query(`delete from rate_limits where at < now() - interval '1 day'`)
  for (const { id } of await ground.sweep<{ id: string }>('select all_workspaces() as id', []))
    await ground.world(id).write((tx) => tx.raw.query(`delete from idempotency where workspace_id = $1 and created_at < now() - interval '24 hours'`, [tx.workspaceId]))
}
