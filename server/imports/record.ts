// Rows that are other records than leads: companies, the team, products, deals. Each kind says which columns it knows, what is
// to become of a row, and how it lands; the rest (chunks, progress, errors, undo) is the same for all.
import type { FieldSubject } from '#contract/custom-fields'
import type { Permission } from '#contract/roles'
import type { Tx } from '#platform/db'
import type { Import } from './import.ts'

export interface Row { row: number; cells: string[]; get(target: string): string | null; at(target: string): number | null }
export type Outcome = 'new' | 'updated' | 'unchanged' | 'skipped' | 'failed'
export interface Planned<T> { row: Row; outcome: Outcome; code: string | null; reason: string | null; column: number | null; value?: T }

export interface Target { key: string; label: string; words: string }

export interface RecordKind<T = unknown> {
  name: 'company' | 'product' | 'deal' | 'member'
  /** Beside the permission to import. */
  can: Permission
  targets: readonly Target[]
  /** Its records have fields of one's own: any column may become `<name>:custom:<field>`. */
  own?: FieldSubject
  /** Null, or why these columns are not enough. */
  problem: (mapped: ReadonlySet<string>) => string | null
  /** Says what would become of each row; writes nothing. */
  plan: (tx: Tx, i: Import, rows: Row[]) => Promise<Planned<T>[]>
  /** Of those planned as new or updated. What could not be is said in `outcome` and `reason`. */
  land: (tx: Tx, i: Import, planned: Planned<T>[]) => Promise<void>
  /** Takes back what the import made and nobody used, and what it changed; answers how many. */
  undo: (tx: Tx, importId: string) => Promise<{ removed: number; restored: number; kept: number }>
}

export const failed = (row: Row, target: string | null, code: string, reason: string): Planned<never> => ({ row, outcome: 'failed', code, reason, column: target ? row.at(target) : null })
export const skipped = (row: Row, code: string, reason: string): Planned<never> => ({ row, outcome: 'skipped', code, reason, column: null })
