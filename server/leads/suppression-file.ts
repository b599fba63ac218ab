// A suppression list as a file: our own export, or somebody else's (addresses, domains, hashes of addresses). What a row says of itself (reason, note) goes before what was
// chosen for the whole file; bad rows are named by their number and the others are taken.
import { parse } from 'csv-parse/sync'
import { findCompanyNamed } from '#companies'
import { SuppressionReason } from '#contract/suppressions'
import { withoutApostrophe } from '#platform/csv'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import { suppressCompany } from './suppressing-companies.ts'
import { entryOf, suppressAll } from './suppressing.ts'
import type { NewSuppression } from './suppression-store.ts'

/** Column titles that hold an address or a domain, the surest first. */
const valueTitles = ['value', 'sha256', 'hash', 'email sha256', 'email_sha256', 'hashed email', 'email', 'e-mail', 'email address', 'mail', 'address', 'domain', 'company domain', 'website', 'url']

export async function suppressFile(tx: Tx, csv: string, reason: SuppressionReason, note: string | null) {
  const rows = rowsOf(csv.replace(/^\uFEFF/, ''))
  const head = rows[0]?.cells.map((c) => c.trim().toLowerCase()) ?? []
  // A first row that names its column, or one that is an entry itself.
  const titled = valueTitles.map((t) => head.indexOf(t)).find((i) => i >= 0)
  if (titled === undefined && head.length > 1 && !rows[0]!.cells.some((c) => c.includes('@') || /\.[a-z]{2,}$/i.test(c.trim())))
    throw refuse('no_column', `No column is called email, domain or value. The file has: ${head.slice(0, 8).join(', ')}.`, { field: 'csv' })
  const at = titled ?? rows[0]?.cells.findIndex((c) => c.includes('@') || c.includes('.')) ?? 0
  const kindAt = titled === undefined ? -1 : head.indexOf('kind'), reasonAt = titled === undefined ? -1 : head.indexOf('reason'), noteAt = titled === undefined ? -1 : head.indexOf('note')
  const entries = new Map<string, NewSuppression>(), companies = new Map<string, Parameters<typeof suppressCompany>[1]>(), refused: { row: number; value: string; sentence: string }[] = []
  const body = titled === undefined ? rows : rows.slice(1)
  for (const { cells, row } of body) {
    const value = withoutApostrophe((cells[Math.max(0, at)] ?? '').trim())
    const bad = (sentence: string) => refused.push({ row, value: value.slice(0, 100), sentence })
    if (!value) { bad('The row names nobody.'); continue }
    const said = reasonAt < 0 ? '' : (cells[reasonAt] ?? '').trim().toLowerCase().replaceAll(' ', '_')
    const own = SuppressionReason.safeParse(said)
    if (said && !own.success) { bad(`“${said.slice(0, 40)}” is no reason; take one of ${SuppressionReason.options.join(', ')}.`); continue }
    if (kindAt >= 0 && cells[kindAt]?.trim().toLowerCase() === 'company') {
      const company = await findCompanyNamed(tx, value)
      if (company) companies.set(company.id, { companyId: company.id, reason: own.success ? own.data : reason, source: 'file', note })
      else bad(`No company here is called “${value.slice(0, 60)}”. Give its domain instead.`)
      continue
    }
    const entry = entryOf(value)
    if (!entry.ok) { bad(entry.sentence); continue }
    entries.set(`${entry.kind}:${entry.value}`, { kind: entry.kind, value: entry.value, reason: own.success ? own.data : reason, source: 'file', note: (noteAt < 0 ? '' : withoutApostrophe((cells[noteAt] ?? '').trim()).slice(0, 500)) || note })
  }
  const done = await suppressAll(tx, [...entries.values()])
  for (const company of companies.values()) {
    const one = await suppressCompany(tx, company)
    done.added += one.added
    done.already += one.already
    done.leadsAffected += one.leadsAffected
  }
  return { ...done, rows: body.length, refused: refused.slice(0, 100), refusedCount: refused.length }
}

function rowsOf(csv: string): { cells: string[]; row: number }[] {
  const [first = ''] = csv.split(/\r?\n/, 1)
  const delimiter = [',', ';', '\t'].reduce((best, d) => (first.split(d).length > first.split(best).length ? d : best))
  try {
    return (parse(csv, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true }) as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({ cells: record, row: info.lines }))
  } catch (error) {
    throw refuse('bad_csv', `The file cannot be read as CSV: ${(error as Error).message}`, { field: 'csv' })
  }
}
