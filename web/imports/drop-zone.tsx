// Drop a file, or choose one. It is uploaded at once and read on the way; nothing becomes a lead before Start.
import { uploadImport } from '#contract/imports'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { CallError, newKey, upload } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconUpload } from '../ui/icons.ts'
import { ProgressBar } from '../ui/measures.tsx'
import { Notice } from '../ui/states.tsx'
import css from './imports.module.css'

/** An id of the browser's choosing, so that a repeated upload is the same upload. */
export function freshId(): string {
  const hex = newKey()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

export function DropZone() {
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false), [share, setShare] = useState<number>(), [problem, setProblem] = useState<string>()
  const take = async (file: File | undefined) => {
    if (!file || share !== undefined) return
    setProblem(undefined)
    setShare(0)
    const id = freshId()
    try {
      await upload(uploadImport, { params: { id }, query: { fileName: file.name } }, file, setShare)
      void navigate({ to: '/imports/$importId', params: { importId: id } })
    } catch (error) {
      setProblem(error instanceof CallError ? error.message : 'The file could not be read.')
      setShare(undefined)
    }
  }
  return (
    <div className={css.stack}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {share !== undefined ? <ProgressBar label="Uploading" done={Math.round(share * 100)} total={100} more={share === 1 ? 'Reading the file' : undefined} /> : (
        <button
          type="button" className={`${css.drop} ${over ? css.over : ''}`} onClick={() => field.current?.click()}
          onDragOver={(e) => { e.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={(e) => { e.preventDefault(); setOver(false); void take(e.dataTransfer.files[0]) }}
        >
          <Icon of={IconUpload} size={20} />
          <b>Drop a CSV or Excel file here, or choose one</b>
          <span className={css.muted}>CSV of any size, with commas, semicolons or tabs; workbooks (.xlsx) up to 200 MB. You see what would happen before anything does.</span>
        </button>
      )}
      <input ref={field} type="file" hidden accept=".csv,.tsv,.txt,.xlsx,.xlsm,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" aria-label="CSV or Excel file" onChange={(e) => { void take(e.currentTarget.files?.[0]); e.currentTarget.value = '' }} />
    </div>
  )
}
