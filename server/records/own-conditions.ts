// What a list asks of fields of one's own, in SQL's words. Values are bound; a value of another type than the question never fits.
import type { OwnCondition } from '#contract/custom-fields'
import { sql, type RawBuilder } from '#platform/db'
import { likeText } from '#platform/folding'

/** `custom`: the column, as the asking room's query calls it. */
export const fitsOwn = (custom: RawBuilder<unknown>, conditions: readonly OwnCondition[]): RawBuilder<unknown>[] => conditions.flatMap((c) => {
  const value = sql`(${custom} -> ${c.key}::text)`, text = sql`(${custom} ->> ${c.key}::text)`
  const bound = (limit: number | string, sign: '>=' | '<=') => (typeof limit === 'number'
    ? sql`case when jsonb_typeof(${value}) = 'number' then ${text}::numeric ${sql.raw(sign)} ${limit}::numeric else false end`
    : sql`coalesce(jsonb_typeof(${value}) = 'string' and ${text} collate "C" ${sql.raw(sign)} ${limit}::text, false)`)
  return [
    ...(c.has !== undefined ? [c.has ? sql`${custom} ? ${c.key}::text` : sql`not ${custom} ? ${c.key}::text`] : []),
    ...(c.is ? [sql`case jsonb_typeof(${value}) when 'array' then ${value} ?| ${c.is}::text[] else coalesce(${text} = any(${c.is}::text[]), false) end`] : []),
    ...(c.contains ? [sql`coalesce(lower(${text}) like ${`%${likeText(c.contains.toLowerCase())}%`}, false)`] : []),
    ...(c.from !== undefined ? [bound(c.from, '>=')] : []), ...(c.to !== undefined ? [bound(c.to, '<=')] : []),
  ]
})
