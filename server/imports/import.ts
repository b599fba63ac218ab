// An import: one file on its way to becoming leads. A workbook is kept beside the CSV that its chosen sheet became.
import type { ImportFormat, ImportTotals } from '#contract/imports'
import type { Column, Mapping } from './mapping.ts'

export type Status = 'uploaded' | 'ready' | 'running' | 'finished' | 'cancelled' | 'failed' | 'undoing' | 'undone'
export type Policy = 'skip' | 'fill_empty' | 'overwrite'

export interface Import {
  id: string
  fileName: string
  /** Under the data folder. */
  storageKey: string
  bytes: number
  status: Status
  /** A sentence, when it failed. */
  error: string | null
  format: ImportFormat
  /** Of a workbook; empty for a CSV. */
  sheets: string[]
  /** What a person should know of how the file was read. */
  notes: string[]
  columns: Column[]
  mapping: Mapping
  policy: Policy
  listId: string | null
  listName: string | null
  importSuppressed: boolean
  tags: string[]
  /** Row (as a spreadsheet counts) → column → what a person made of the cell. */
  fixes: Record<string, Record<string, string>>
  /** Records of the file below the header. */
  rows: number
  totals: Partial<ImportTotals>
  /** Records committed so far: where a killed import goes on. */
  position: number
  undo: { removed: number; restored: number; kept: number } | null
  record: 'lead' | 'company' | 'product' | 'deal' | 'member'
  createMissing: boolean
  createdBy: string | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  cancelAsked: boolean
  madeList: boolean
}

export const noTotals: ImportTotals = { rows: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, blank: 0 }

export const undoDays = 7
export const undoUntil = (finishedAt: Date): Date => new Date(finishedAt.getTime() + undoDays * 86_400_000)
export const mayUndo = (i: Import, now: Date): boolean =>
  (i.status === 'finished' || i.status === 'cancelled' || i.status === 'failed') && i.position > 0 && !i.undo && i.finishedAt !== null && now <= undoUntil(i.finishedAt)

/** Records that stand above the first one with data. */
export const aboveData = (format: ImportFormat): number => format.headerRow - (format.hasHeader ? 0 : 1)
