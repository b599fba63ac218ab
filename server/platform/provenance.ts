// Where what is written comes from. The tables of records note every change of a field themselves; what they cannot know is told
// them here, for the statements that follow in this transaction.
import { sql, type Tx } from './db.ts'

export interface Origin { source: 'import' | 'research' | 'automation' | 'merge' | 'undo' | 'api'; id?: string; why?: string }

/** Until the transaction ends. */
export const writeFrom = (tx: Tx, o: Origin): Promise<unknown> =>
  tx.run(sql`select set_config('app.source', ${o.source}, true), set_config('app.source_id', ${o.id ?? ''}, true), set_config('app.why', ${o.why ?? ''}, true)`)

/** Only for what `run` writes. */
export async function writingFrom<T>(tx: Tx, o: Origin, run: () => Promise<T>): Promise<T> {
  await writeFrom(tx, o)
  const done = await run()
  await tx.run(sql`select set_config('app.source', '', true), set_config('app.source_id', '', true), set_config('app.why', '', true)`)
  return done
}
