// How the file was read, and its correction. Each change reads the file anew on the server.
import { delimiters, encodings, type ImportFormat } from '#contract/imports'
import { Checkbox, NumberInput, Select } from '@mantine/core'
import css from './imports.module.css'

const encodingWords: Record<ImportFormat['encoding'], string> = { 'utf-8': 'Unicode (UTF-8)', 'utf-16le': 'Unicode (UTF-16, little-endian)', 'utf-16be': 'Unicode (UTF-16, big-endian)', 'windows-1252': 'Western European (Windows-1252)' }
const delimiterWords: Record<ImportFormat['delimiter'], string> = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' }
const quoteWords: Record<string, string> = { '"': 'Double quotation marks', "'": 'Single quotation marks', none: 'Nothing' }

export function FormatFields({ format: f, sheets, dates, disabled, onChange }: { format: ImportFormat; sheets: string[]; dates: boolean; disabled: boolean; onChange: (change: Partial<ImportFormat>) => void }) {
  const toRow = (typed: string) => { const row = Number(typed); if (row >= 1 && row <= 100 && row !== f.headerRow) onChange({ headerRow: row }) }
  return (
    <fieldset className={css.fields} disabled={disabled}>
      {sheets.length > 0 ? <Select label="Sheet" allowDeselect={false} searchable data={sheets} value={f.sheet ?? null} onChange={(v) => v && v !== f.sheet && onChange({ sheet: v })} /> : <>
      <Select label="Letters" allowDeselect={false} data={encodings.map((value) => ({ value, label: encodingWords[value] }))} value={f.encoding} onChange={(v) => v && onChange({ encoding: v as ImportFormat['encoding'] })} />
      <Select label="Columns are parted by" allowDeselect={false} data={delimiters.map((value) => ({ value, label: delimiterWords[value] }))} value={f.delimiter} onChange={(v) => v && onChange({ delimiter: v as ImportFormat['delimiter'] })} />
      <Select label="Text stands between" allowDeselect={false} data={Object.entries(quoteWords).map(([value, label]) => ({ value, label }))} value={f.quote || 'none'} onChange={(v) => v && onChange({ quote: (v === 'none' ? '' : v) as ImportFormat['quote'] })} />
      </>}
      {dates && <Select label="Dates begin with" placeholder="As the dates say" allowDeselect={false} data={[{ value: 'dmy', label: 'The day (31.12.2026)' }, { value: 'mdy', label: 'The month (12/31/2026)' }, { value: 'ymd', label: 'The year (2026-12-31)' }]} value={f.dates ?? null} onChange={(v) => v && onChange({ dates: v as 'dmy' })} />}
      <NumberInput key={f.headerRow} label={f.hasHeader ? 'The names stand in row' : 'The rows begin in row'} min={1} max={100} allowDecimal={false} defaultValue={f.headerRow} onBlur={(e) => toRow(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Enter') toRow(e.currentTarget.value) }} />
      <Checkbox label="The columns have names" checked={f.hasHeader} onChange={(e) => onChange({ hasHeader: e.currentTarget.checked })} />
      <p className={css.muted}>Changing this reads the file anew; what each column is for is guessed afresh.</p>
    </fieldset>
  )
}
