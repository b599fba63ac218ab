// Columns of a file that are fields of one's own, of records that are no leads: "Own field: Seats", as exports write them, or what a
// person chose. A described field takes what its kind takes, whatever people write; one that nobody described is kept as it stands.
import type { FieldSubject } from '#contract/custom-fields'
import { goodCustom, ownFields, readValue } from '#records'
import type { Tx } from '#platform/db'
import { Refusal } from '#platform/refuse'
import type { Import } from './import.ts'
import type { Row } from './record.ts'

export type OwnValues = { ok: true; values: Record<string, unknown> } | { ok: false; target: string; reason: string }

/** Read once an import, asked once a row. */
export async function ownValuesOf(tx: Tx, i: Pick<Import, 'mapping'>, subject: FieldSubject): Promise<(row: Row) => Promise<OwnValues>> {
  const prefix = `${subject}:custom:`
  const fields = await ownFields(tx, subject)
  const columns = [...new Set(Object.values(i.mapping))].filter((target) => target.startsWith(prefix) && !/^(?:__proto__|constructor|prototype)$/i.test(target.slice(prefix.length))).map((target) => {
    const said = target.slice(prefix.length), field = fields.find((f) => f.key === said) ?? fields.find((f) => f.name === said)
    return { target, key: field?.key ?? said, field }
  })
  return async (row) => {
    const values: Record<string, unknown> = {}
    for (const { target, key, field } of columns) {
      const text = row.get(target)
      if (text === null) continue
      const read = field ? readValue(field, text) : { ok: true as const, value: text.slice(0, 4000) }
      if (!read.ok) return { ok: false, target, reason: read.sentence }
      if (read.value === null) continue
      if (field?.type === 'relation') {
        try { await goodCustom(tx, subject, { [key]: read.value }) } catch (error) { if (!(error instanceof Refusal)) throw error; return { ok: false, target, reason: error.message } }
      }
      values[key] = read.value
    }
    return { ok: true, values }
  }
}
