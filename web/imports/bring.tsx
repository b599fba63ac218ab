// Where leads come from: a file, cells copied out of a spreadsheet, or a Google Sheet. All three are read at once; nothing
// becomes a lead before Start.
import { importSheet, uploadImport } from '#contract/imports'
import { Button, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { CallError, upload, useSend } from '../app/call.ts'
import { FilterChips } from '../ui/filter-chips.tsx'
import { Card } from '../ui/page.tsx'
import { Notice } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted } from '../ui/values.tsx'
import { DropZone, freshId } from './drop-zone.tsx'
import css from './imports.module.css'

const sources = [{ value: 'file', label: 'File' }, { value: 'cells', label: 'Pasted cells' }, { value: 'sheet', label: 'Google Sheet' }]

export function Bring() {
  const [url, setUrl] = useUrlState()
  const from = url.from ?? 'file'
  return (
    <div className={css.stack}>
      <FilterChips always label="Where the leads come from" choices={sources} value={from} onChange={(v) => setUrl({ from: v === 'file' ? undefined : v }, { replace: true })} />
      {from === 'cells' ? <PastedCells /> : from === 'sheet' ? <GoogleSheet /> : <DropZone />}
    </div>
  )
}

function PastedCells() {
  const navigate = useNavigate()
  const [text, setText] = useState(''), [busy, setBusy] = useState(false), [problem, setProblem] = useState<string>()
  const rows = text.split(/\r?\n/).filter((line) => line.trim()).length
  const take = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    const id = freshId()
    try {
      await upload(uploadImport, { params: { id }, query: { fileName: 'Pasted cells.txt' } }, new File([text], 'Pasted cells.txt', { type: 'text/plain' }), () => undefined)
      void navigate({ to: '/imports/$importId', params: { importId: id } })
    } catch (error) {
      setProblem(error instanceof CallError ? error.message : 'The cells could not be read.')
      setBusy(false)
    }
  }
  return (
    <Card>
      <form className={css.stack} onSubmit={(e) => void take(e)}>
        {problem && <Notice tone="bad">{problem}</Notice>}
        <Textarea label="Cells" description="Select the cells in your spreadsheet, the row with the names too, copy them, and paste them here." autosize minRows={6} maxRows={16} spellCheck={false} value={text} onChange={(e) => setText(e.currentTarget.value)} classNames={{ input: css.cells ?? '' }} placeholder={'Email\tName\tCompany'} />
        <div className={css.actions}><Button type="submit" loading={busy} disabled={!rows}>Read the cells</Button><span className={css.muted}>{rows ? counted(rows, 'row') : 'Nothing pasted yet'}</span></div>
      </form>
    </Card>
  )
}

function GoogleSheet() {
  const navigate = useNavigate()
  const [link, setLink] = useState('')
  const read = useSend(importSheet, { touches: ['/imports'], onDone: (i) => void navigate({ to: '/imports/$importId', params: { importId: i.id } }) })
  return (
    <Card>
      <form className={css.stack} onSubmit={(e) => { e.preventDefault(); read.mutate({ params: { id: freshId() }, body: { url: link } }) }}>
        <TextInput label="Link of the sheet" type="url" inputMode="url" description="Of a sheet that anyone with the link may see. Open the tab you want and copy the address." placeholder="https://docs.google.com/spreadsheets/d/…" value={link} onChange={(e) => setLink(e.currentTarget.value)} error={read.error?.message} />
        <div className={css.actions}><Button type="submit" loading={read.isPending} disabled={!link.trim()}>Read the sheet</Button><span className={css.muted}>It is read once; later changes of the sheet do not follow.</span></div>
      </form>
    </Card>
  )
}
