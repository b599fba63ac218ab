// The SQL of one chunk of an import. Raw bytes are copied into `stage` (one text column a cell); `prep` holds what they say
// (cleaned, checked); `plan` says what becomes of each row. All three are temporary tables of this transaction.
//
// Names of columns and fields in the statements come from fixed lists and from numbers; what the file or a person says is
// always bound (custom field names included).
import { copyInto } from '#platform/copying'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Import } from './import.ts'
import type { Dialect } from './records.ts'

type Piece = RawBuilder<unknown>
export const cellAt = (index: number): Piece => sql.raw(`s.c${Math.trunc(index)}`)

/** Fields of one line: how long they may be, and what a person calls them. */
export const lineFields = {
  firstName: { column: 'first_name', most: 100, name: 'first name' },
  lastName: { column: 'last_name', most: 100, name: 'last name' },
  title: { column: 'title', most: 200, name: 'job title' },
  companyName: { column: 'company_name', most: 200, name: 'company name' },
  companyDomain: { column: 'domain', most: 500, name: 'website' },
  phone: { column: 'phone', most: 60, name: 'phone number' },
  linkedinUrl: { column: 'linkedin_url', most: 500, name: 'LinkedIn address' },
  city: { column: 'city', most: 120, name: 'city' },
  country: { column: 'country', most: 80, name: 'country' },
  timeZone: { column: 'time_zone', most: 64, name: 'time zone' },
  language: { column: 'language', most: 20, name: 'language' },
  status: { column: 'status', most: 60, name: 'status' },
  industry: { column: 'industry', most: 120, name: 'industry' },
  companySize: { column: 'company_size', most: 60, name: 'company size' },
} as const

export async function makeTables(tx: Tx, columns: number): Promise<void> {
  const cells = Array.from({ length: columns }, (_, i) => `c${i} text`).join(', ')
  const fields = Object.values(lineFields).map((f) => `${f.column} text`).join(', ')
  await tx.raw.query(`
    create temp table stage (n bigint generated always as identity, ${cells}) on commit drop;
    create temp table prep (row bigint, email text, ${fields}, notes text, tags text[], custom jsonb, code text, reason text, at_column int) on commit drop;
    create temp table plan (row bigint, email text, ${fields}, notes text, tags text[], custom jsonb, code text, reason text, at_column int,
                            company_domain text, lead_id uuid, known boolean, outcome text) on commit drop`)
}

/** Sends the bytes as they are; PostgreSQL reads the CSV. */
export async function copyIn(tx: Tx, dialect: Dialect, columns: number, bytes: Buffer): Promise<void> {
  const names = Array.from({ length: columns }, (_, i) => `c${i}`).join(', ')
  const quote = dialect.quote === '"' ? `'"'` : dialect.quote === "'" ? `''''` : `E'\\x01'`
  const delimiter = dialect.delimiter === '\t' ? `E'\\t'` : `'${dialect.delimiter}'`
  await copyInto(tx, `copy stage (${names}) from stdin (format csv, delimiter ${delimiter}, quote ${quote}, null '')`, bytes)
}

/** What a person made of single cells, in place of what the file says. */
export async function mendCells(tx: Tx, i: Import, firstRow: number): Promise<void> {
  const byColumn = new Map<number, { rows: number[]; values: string[] }>()
  for (const [row, cells] of Object.entries(i.fixes)) for (const [column, value] of Object.entries(cells)) {
    const at = Number(column), one = byColumn.get(at) ?? byColumn.set(at, { rows: [], values: [] }).get(at)!
    one.rows.push(Number(row) - firstRow + 1)
    one.values.push(value)
  }
  for (const [column, { rows, values }] of byColumn)
    await tx.run(sql`update stage s set ${sql.raw(`c${Math.trunc(column)}`)} = nullif(f.value, '') from unnest(${rows}::bigint[], ${values}::text[]) as f (n, value) where s.n = f.n`)
}

/** Says what each row that is not blank holds. Answers how many there were. */
export function prepare(tx: Tx, i: Import, firstRow: number): Promise<number> {
  const at = new Map(Object.entries(i.mapping).map(([index, target]) => [target, cellAt(Number(index))]))
  const line = (target: string): Piece => { const cell = at.get(target); return cell ? sql`import_line(${cell})` : sql`null::text` }
  const full = at.get('fullName')
  const fields = Object.keys(lineFields).map((target) => {
    if (full && target === 'firstName') return sql`(import_name(import_line(${full})))[1]`
    if (full && target === 'lastName') return sql`(import_name(import_line(${full})))[2]`
    if (target === 'phone') return sql`import_phone(${line(target)})`
    return line(target)
  })
  const custom = [...at].filter(([target]) => target.startsWith('custom:')).map(([target, cell]) => sql`case when import_text(${cell}) is not null then jsonb_build_object(${target.slice(7)}::text, import_text(${cell})) else '{}' end`)
  const tags = at.get('tags')
  const cells = Array.from({ length: i.columns.length }, (_, index) => cellAt(index))
  return tx.run(sql`
    insert into prep (row, email, ${sql.raw(Object.values(lineFields).map((f) => f.column).join(', '))}, notes, tags, custom)
    select ${firstRow - 1}::bigint + s.n, lower(${line('email')}), ${sql.join(fields)},
           ${at.has('notes') ? sql`import_text(${at.get('notes')!})` : sql`null`},
           ${tags ? sql`import_tags(coalesce(import_text(${tags}), '')) || ${i.tags}::text[]` : sql`${i.tags}::text[]`},
           ${custom.length ? sql`(${sql.join(custom, sql` || `)})` : sql`'{}'::jsonb`}
      from stage s where ${filled(cells)}`)
}

// concat() takes a hundred arguments at most.
const filled = (cells: Piece[]): Piece => {
  const groups: Piece[] = []
  for (let at = 0; at < cells.length; at += 90) groups.push(sql`concat(${sql.join(cells.slice(at, at + 90))})`)
  return sql`(${sql.join(groups.map((group) => sql`btrim(${group}) <> ''`), sql` or `)})`
}

/** Without it the planner takes a temporary table for a handful of rows and joins it row by row. Only the columns joined by. */
export const analyze = (tx: Tx, table: 'prep' | 'plan'): Promise<unknown> =>
  tx.raw.query(table === 'prep' ? 'analyze prep (row, email, domain)' : 'analyze plan (row, outcome, company_domain)')

/** Fresh statistics for leads and companies; see the migration. A transaction of its own, for it holds a lock until commit. */
export const freshStatistics = (tx: Tx, force: boolean): Promise<unknown> => tx.run(sql`select analyze_people(${force})`)

// Plain addresses, which are nearly all; whatever does not fit here is judged by the full grammar in JavaScript.
const plainAddress = `^[a-z0-9_+-]+(?:[.][a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*[.])+[a-z]{2,24}$`

export const oddAddresses = (tx: Tx): Promise<{ row: number; email: string | null }[]> =>
  tx.many(sql`select row, email from prep where email is null or length(email) > 64 or email collate "C" !~ ${plainAddress}`)

export const judgeAddresses = (tx: Tx, judged: { row: number; email: string | null; code: string | null; reason: string | null }[], atColumn: number): Promise<number> =>
  tx.run(sql`
    update prep p set email = coalesce(j.email, p.email), code = j.code, reason = j.reason, at_column = case when j.code is null then null else ${atColumn}::int end
      from unnest(${judged.map((j) => j.row)}::bigint[], ${judged.map((j) => j.email)}::text[], ${judged.map((j) => j.code)}::text[], ${judged.map((j) => j.reason)}::text[]) as j (row, email, code, reason)
     where p.row = j.row`)

/** A status may be told by its name or its key; here its key stands. */
export const nameStatuses = (tx: Tx, statuses: readonly { key: string; name: string }[]): Promise<number> =>
  tx.run(sql`update prep p set status = s.key from unnest(${statuses.map((s) => s.key)}::text[], ${statuses.map((s) => s.name.toLowerCase())}::text[]) as s (key, name)
              where p.status is not null and (lower(p.status) = s.name or lower(p.status) = s.key)`)

/** What the rows say of a field of one's own, each value once. */
export const customValues = (tx: Tx, key: string): Promise<{ value: string }[]> =>
  tx.many(sql`select distinct custom ->> ${key}::text as value from prep where code is null and custom ->> ${key}::text is not null`)

/** Each value in the field's form (null: none); rows whose value has none fail with its sentence. */
export async function judgeCustom(tx: Tx, key: string, read: { value: string; json: string | null; reason: string | null }[], atColumn: number): Promise<void> {
  const list = sql`unnest(${read.map((r) => r.value)}::text[], ${read.map((r) => r.json)}::text[], ${read.map((r) => r.reason)}::text[]) as v (value, json, reason)`
  await tx.run(sql`update prep p set code = 'bad_value', reason = v.reason, at_column = ${atColumn}::int from ${list} where p.code is null and v.reason is not null and p.custom ->> ${key}::text = v.value`)
  await tx.run(sql`update prep p set custom = case when v.json is null then p.custom - ${key}::text else jsonb_set(p.custom, array[${key}]::text[], v.json::jsonb) end
    from ${list} where p.code is null and v.reason is null and p.custom ->> ${key}::text = v.value`)
}

export const timeZones = (tx: Tx): Promise<{ name: string }[]> => tx.many(sql`select distinct time_zone as name from prep where time_zone is not null`)

/** Values that are too long or mean nothing to us: the row fails with the sentence of the first one. */
export function judgeValues(tx: Tx, i: Import, statuses: readonly { key: string; name: string }[], badTimeZones: string[]): Promise<number> {
  const columnOf = (target: string): number | null => { const found = Object.entries(i.mapping).find(([, t]) => t === target); return found ? Number(found[0]) : null }
  const tests: { bad: Piece; code: string; reason: Piece; at: number | null }[] = []
  for (const [target, field] of Object.entries(lineFields)) {
    const at = columnOf(target) ?? (target === 'firstName' || target === 'lastName' ? columnOf('fullName') : null)
    if (at !== null) tests.push({ bad: sql`length(${sql.ref(field.column)}) > ${field.most}`, code: 'too_long', reason: sql`${`The ${field.name} is longer than ${field.most} characters.`}`, at })
  }
  if (columnOf('linkedinUrl') !== null) tests.push({ bad: sql`linkedin_url is not null and import_linkedin(linkedin_url) is null`, code: 'bad_linkedin', reason: sql`'“' || left(linkedin_url, 60) || '” is not a LinkedIn profile address.'`, at: columnOf('linkedinUrl') })
  if (columnOf('status') !== null) tests.push({ bad: sql`status <> all(${statuses.map((s) => s.key)}::text[])`, code: 'bad_status', reason: sql`'“' || left(status, 60) || ${`” is not a status. Known are ${statuses.map((s) => s.name).join(', ')}.`}`, at: columnOf('status') })
  if (badTimeZones.length) tests.push({ bad: sql`time_zone = any(${badTimeZones})`, code: 'bad_time_zone', reason: sql`'“' || time_zone || '” is not a time zone like Europe/Berlin.'`, at: columnOf('timeZone') })
  if (columnOf('notes') !== null) tests.push({ bad: sql`length(notes) > 20000`, code: 'too_long', reason: sql`'The notes are longer than 20,000 characters.'`, at: columnOf('notes') })
  if (columnOf('tags') !== null) tests.push({ bad: sql`cardinality(tags) > 50 or exists (select 1 from unnest(tags) t where length(t) > 60)`, code: 'too_long', reason: sql`'A lead may have 50 tags of 60 characters.'`, at: columnOf('tags') })
  if (Object.values(i.mapping).some((t) => t.startsWith('custom:'))) tests.push({ bad: sql`exists (select 1 from jsonb_each_text(custom) c where length(c.value) > 4000)`, code: 'too_long', reason: sql`'A value of your own field is longer than 4,000 characters.'`, at: null })
  if (!tests.length) return Promise.resolve(0)
  const pick = (of: (t: (typeof tests)[number]) => Piece) => sql`case ${sql.join(tests.map((t) => sql`when ${t.bad} then ${of(t)}`), sql` `)} end`
  return tx.run(sql`update prep set code = ${pick((t) => sql`${t.code}`)}, reason = ${pick((t) => t.reason)}, at_column = ${pick((t) => sql`${t.at}::int`)}
                     where code is null and (${sql.join(tests.map((t) => t.bad), sql` or `)})`)
}

export const hosts = (tx: Tx): Promise<{ host: string }[]> =>
  tx.many(sql`select distinct coalesce(domain, split_part(email, '@', 2)) as host from prep where code is null`)

/** What the suppression list holds at all: what it does not hold need not be looked up for every row. */
export const suppressedKinds = (tx: Tx): Promise<{ addresses: boolean; domains: boolean; hashes: boolean; companies: boolean }> =>
  tx.one(sql`select exists (select 1 from suppressions where workspace_id = ${tx.workspaceId} and kind = 'address') as addresses,
                    exists (select 1 from suppressions where workspace_id = ${tx.workspaceId} and kind in ('domain', 'company_domain')) as domains,
                    exists (select 1 from suppressions where workspace_id = ${tx.workspaceId} and kind = 'hash') as hashes,
                    exists (select 1 from suppressions where workspace_id = ${tx.workspaceId} and kind = 'company') as companies`)

/** Whether any lead has an address beside its first: where none has, none need be looked up for every row. */
export const haveOtherAddresses = async (tx: Tx): Promise<boolean> =>
  (await tx.one<{ any: boolean }>(sql`select exists (select 1 from lead_addresses where workspace_id = ${tx.workspaceId}) as any`)).any
