import { sql, type Tx } from '#platform/db'

/** True for one process at a time, until the transaction ends. */
export const minePerWorkspace = async (tx: Tx): Promise<boolean> =>
  (await tx.one<{ free: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${`segments ${tx.workspaceId}`}, 7)) as free`)).free
