// A batch of records as rows of values, and the kinds there are.
import { refuse } from '#platform/refuse'
import { withoutApostrophe } from '#platform/csv'
import { companies } from './company-rows.ts'
import { deals } from './deal-rows.ts'
import { members } from './member-rows.ts'
import { products } from './product-rows.ts'
import type { Import } from './import.ts'
import type { RecordKind, Row } from './record.ts'
import { parseRecord, splitRecords, type Batch, type Dialect } from './records.ts'

const kinds: readonly RecordKind<never>[] = [companies, members, products, deals] as unknown as RecordKind<never>[]

export const kindOf = (record: Import['record']): RecordKind => {
  const kind = kinds.find((k) => k.name === record)
  if (!kind) throw refuse('unknown_record', 'Rows of this kind cannot be imported.')
  return kind as unknown as RecordKind
}
export const otherKinds = kinds as unknown as readonly RecordKind[]
export const targetsOf = (record: Import['record']): RecordKind['targets'] => (record === 'lead' ? [] : kindOf(record).targets)

/** Blank rows and bad ones are left out. */
export function rowsOf(i: Import, batch: Batch, dialect: Dialect): Row[] {
  const bad = new Set(batch.bad.map((b) => b.row)), rows: Row[] = []
  const column = new Map(Object.entries(i.mapping).map(([index, target]) => [target, Number(index)]))
  let row = batch.firstRow
  for (const bytes of splitRecords(batch.bytes, dialect)) {
    const no = row++, cells = parseRecord(bytes.toString('utf8'), dialect)
    for (const [at, value] of Object.entries(i.fixes[String(no)] ?? {})) cells[Number(at)] = value
    if (bad.has(no) || cells.every((c) => !c.trim())) continue
    rows.push({
      row: no, cells, at: (target) => column.get(target) ?? null,
      get(target) {
        const at = column.get(target)
        const text = at === undefined ? '' : withoutApostrophe(cells[at] ?? '').replace(/[\u0000-\u0009\u000b-\u001f\u007f]+/g, ' ').trim()
        return !text || /^(?:n\/a|#n\/a|null|-+|—)$/i.test(text) ? null : text
      },
    })
  }
  return rows
}
