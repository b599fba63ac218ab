// Before the start: how the file was read, what each column is for, what happens with known leads, and what would come of it.
import { listFields } from '#contract/custom-fields'
import { importRecords, previewImport, startImport, updateImport, getImport, type ImportEdit, type ImportPreview, type ImportRowView, type ImportView } from '#contract/imports'
import { Autocomplete, Button, Checkbox, Select, TagsInput } from '@mantine/core'
import { useEffect } from 'react'
import { leadChoices, listLists } from '#contract/leads'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { Card } from '../ui/page.tsx'
import { Notice } from '../ui/states.tsx'
import { toastError } from '../ui/toast.tsx'
import { counted, formatNumber, Num } from '../ui/values.tsx'
import { FormatFields } from './format-fields.tsx'
import css from './imports.module.css'
import { otherTargets, policies, problemWords, recordWords, targetsFor } from './words.ts'

export function Preparing({ import: i }: { import: ImportView }) {
  const may = useMay()('leads.import')
  const preview = useSend(previewImport)
  const { mutate } = preview
  const settings = JSON.stringify([i.format, i.mapping, i.policy, i.importSuppressed, i.fixes, i.record, i.createMissing])
  useEffect(() => { if (settings) mutate({ params: { id: i.id } }) }, [i.id, settings, mutate])
  const change = useSend(updateImport, { touches: [getImport, '/imports'], onError: toastError })
  const put = (body: ImportEdit) => change.mutate({ params: { id: i.id }, body })
  const start = useSend(startImport, { touches: [getImport, '/imports'], onError: toastError })
  const lists = useCall(listLists), known = useCall(leadChoices), fields = useCall(listFields).data?.items ?? []
  const shown: Record<string, string> = change.isPending ? { ...i.mapping, ...change.variables.body?.mapping } : i.mapping
  const p = preview.data
  const leads = i.record === 'lead', what = recordWords[i.record]
  const mapped = leads ? Object.values(i.mapping).includes('email') : Object.values(i.mapping).some((t) => t !== 'ignore')
  const counts = p?.counts
  const fixed = Object.values(i.fixes).reduce((n, cells) => n + Object.keys(cells).length, 0)
  return (
    <div className={css.columns}>
      <div className={css.stack}>
        {i.notes.map((note) => <Notice key={note} tone="warning">{note}</Notice>)}
        {!mapped && <Notice tone="warning">{leads ? 'No column is the e-mail address yet. Choose it below; without one nobody can be written to.' : 'No column means anything yet. Choose what each is for.'}</Notice>}
        <Card title="What each column is for" flush>
          <div className={css.scroll} style={{ maxHeight: 'none' }}>
            <table className={css.map}>
              <thead><tr><th scope="col">Column</th><th scope="col">Examples</th><th scope="col">Becomes</th></tr></thead>
              <tbody>{i.columns.map((c) => {
                const now = shown[String(c.index)] ?? 'ignore'
                return (
                  <tr key={c.index}>
                    <td><b>{c.name || `Column ${c.index + 1}`}</b></td>
                    <td className={css.samples} title={c.samples.slice(0, 3).join(', ')}>{c.samples.slice(0, 3).join(', ')}</td>
                    <td>
                      <Select aria-label={`${c.name || `Column ${c.index + 1}`} becomes`} size="xs" searchable allowDeselect={false} disabled={!may} value={now} data={leads ? targetsFor(c, now, Object.values(shown), known.data?.customFields ?? []) : otherTargets(i, c, now, Object.values(shown), fields)} onChange={(v) => v && put({ mapping: { [String(c.index)]: v } } as ImportEdit)} />
                      {leads && now === c.guess.target && now !== 'ignore' && <span className={css.sure}>{c.guess.confidence > 0.8 ? 'quite sure' : 'a guess'}</span>}
                    </td>
                  </tr>
                )
              })}</tbody>
            </table>
          </div>
        </Card>
        {preview.error && <Notice tone="bad">{preview.error.message}</Notice>}
        {fixed > 0 && <Notice tone="info" action={may && <Button size="xs" variant="subtle" onClick={() => put({ fixes: null })}>Put back the file’s words</Button>}>{counted(fixed, 'cell is', 'cells are')} mended here. The file stays as it came.</Notice>}
        {p && <Rows preview={p} columns={i.columns.map((c) => c.name || `Column ${c.index + 1}`)} onMend={may ? (row, column, value) => put({ fixes: { [row]: { [column]: value } } }) : undefined} />}
      </div>
      <div className={css.stack}>
        <Card title="What would happen">
          {counts ? (
            <div className={css.fields}>
              <p className={css.muted}>{p.complete ? `All ${counted(p.checked, 'row')} were looked at.` : `The first ${formatNumber(p.checked)} rows were looked at.`}</p>
              <div><b>{formatNumber(counts.new)}</b> new, <b>{formatNumber(counts.update)}</b> updated, <b>{formatNumber(counts.unchanged)}</b> unchanged, <b>{formatNumber(counts.skip)}</b> left out, <b>{formatNumber(counts.fail)}</b> with errors</div>
              {counts.duplicatesInFile > 0 && <p className={css.muted}>{counted(counts.duplicatesInFile, leads ? 'address stands' : 'row stands', leads ? 'addresses stand' : 'rows stand')} in the file more than once; the first row counts.</p>}
              {counts.suppressed > 0 && <p className={css.muted}>{counted(counts.suppressed, 'address is', 'addresses are')} on the suppression list.</p>}
              {counts.fail > 0 && <p className={css.muted}>Rows with errors stay out; you can download them with the reason, mend them and upload them again.</p>}
            </div>
          ) : <p className={css.muted}>{preview.error ? 'The rows could not be looked at, so this is not known. You may start all the same: rows with errors stay out.' : 'Looking at the rows …'}</p>}
          {may && <Button mt="md" fullWidth loading={start.isPending} disabled={!mapped || change.isPending} onClick={() => start.mutate({ params: { id: i.id } })}>Start the import</Button>}
        </Card>
        <Card title="How"><div className={css.fields}>
          <Select label="The rows are" size="sm" allowDeselect={false} disabled={!may} data={importRecords.map((value) => ({ value, label: recordWords[value].label }))} value={i.record} onChange={(v) => v && v !== i.record && put({ record: v as ImportView['record'] })} />
          <Select label={leads ? 'Leads we know already' : `Known ${what.many}`} size="sm" allowDeselect={false} data={leads ? policies : policies.map((p) => ({ ...p, label: p.value === 'skip' ? 'Leave them as they are' : p.label }))} value={i.policy} onChange={(v) => v && put({ policy: v as 'skip' })} />
          {i.record === 'deal' && <Checkbox label="Make companies that are not known" description="Without it a row that names an unknown company is an error." checked={i.createMissing} onChange={(e) => put({ createMissing: e.currentTarget.checked })} />}
          {leads && <>
          <Autocomplete key={i.listName ?? ''} label="Put them on the list" placeholder="No list" description="One you have, or the name of a new one." maxLength={120} data={[...new Set(lists.data?.items.filter((l) => !l.filter).map((l) => l.name))]} onOptionSubmit={(v) => put({ listName: v })} defaultValue={i.listName ?? ''} onBlur={(e) => { const v = e.currentTarget.value.trim(); if (v !== (i.listName ?? '')) put({ listName: v || null }) }} />
          <TagsInput label="Tag them" data={known.data?.tags ?? []} maxTags={20} value={i.tags} onChange={(tags) => put({ tags })} />
          <Checkbox label="Also bring in suppressed addresses" description="They become leads and still get no mail." checked={i.importSuppressed} onChange={(e) => put({ importSuppressed: e.currentTarget.checked })} />
          </>}
        </div></Card>
        <Card title="How the file was read"><FormatFields format={i.format} sheets={i.sheets} dates={i.record === 'deal'} disabled={!may} onChange={(format) => put({ format })} /></Card>
      </div>
    </div>
  )
}

const outcomes: Record<ImportRowView['outcome'], string> = { new: 'New', updated: 'Updated', unchanged: 'Unchanged', skipped: 'Left out', failed: 'Error' }

/** The cell at fault of a row can be mended in its place. */
function Rows({ preview: p, columns, onMend }: { preview: ImportPreview; columns: string[]; onMend: ((row: number, column: number, value: string) => void) | undefined }) {
  const table = (rows: ImportRowView[], label: string) => (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={css.rows}>
        <thead><tr><th scope="col">Row</th><th scope="col">Result</th>{columns.map((c, i) => <th scope="col" key={`${c}${i}`}>{c}</th>)}</tr></thead>
        <tbody>{rows.map((r) => <tr key={r.row}><td><Num of={r.row} /></td><td>{r.reason ?? outcomes[r.outcome]}</td>{columns.map((c, i) => (
          <td key={`${c}${i}`} className={r.column === i ? css.fault : ''}>
            {r.column === i && onMend ? <Mend label={`${c}, row ${r.row}`} said={r.cells?.[i] ?? ''} onMend={(value) => onMend(r.row, i, value)} /> : (r.cells?.[i] ?? '')}
          </td>
        ))}</tr>)}</tbody>
      </table>
    </div>
  )
  return (
    <>
      {p.problemCount > 0 && (
        <Card title={counted(p.problemCount, 'row with a problem', 'rows with problems')} flush>
          <ul className={css.kinds} aria-label="Kinds of problems">{p.problemKinds.map((k) => <li key={`${k.outcome}${k.code}`}><StatusBadge tone={k.outcome === 'failed' ? 'bad' : k.outcome === 'skipped' ? 'warning' : 'info'}><Num of={k.count} /> {problemWords(k.code)}</StatusBadge></li>)}</ul>
          {table(p.problems, 'Rows with problems')}
        </Card>
      )}
      <Card title="The first rows" flush>{table(p.first, 'The first rows')}</Card>
    </>
  )
}

function Mend({ label, said, onMend }: { label: string; said: string; onMend: (value: string) => void }) {
  const done = (now: string) => { if (now.trim() !== said.trim()) onMend(now.trim()) }
  return (
    <input
      className={css.mend} aria-label={label} defaultValue={said} key={said} maxLength={4000}
      onBlur={(e) => done(e.currentTarget.value)}
      onKeyDown={(e) => { if (e.key === 'Enter') e.currentTarget.blur(); if (e.key === 'Escape') { e.currentTarget.value = said; e.currentTarget.blur() } }}
    />
  )
}
