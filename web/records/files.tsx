// Files on a record: dropped or chosen, saved from here, kept thirty days in the trash.
import { addCompanyFile, addDealFile, addLeadFile, companyFiles, dealFiles, leadFiles, mostFileBytes, readFile, removeFile, restoreFile } from '#contract/records'
import { ActionIcon, Button, FileButton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { newKey, touch, upload, urlOf, useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconPaperclip, IconTrash } from '../ui/icons.ts'
import { ProgressBar } from '../ui/measures.tsx'
import { Card } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { formatBytes, When } from '../ui/values.tsx'
import css from './records.module.css'

const kinds = {
  lead: { list: leadFiles, add: addLeadFile, path: '/leads', right: 'leads.write' }, company: { list: companyFiles, add: addCompanyFile, path: '/companies', right: 'leads.write' },
  deal: { list: dealFiles, add: addDealFile, path: '/deals', right: 'deals.write' },
} as const

export function Files({ of, id, locked }: { of: 'lead' | 'company' | 'deal'; id: string; locked?: boolean }) {
  const { list, add, path, right } = kinds[of]
  const may = useMay()(right) && !locked
  const queries = useQueryClient()
  const asked = useCall(list, { params: { id } })
  const [going, setGoing] = useState<{ name: string; share: number }>(), [over, setOver] = useState(false), [all, setAll] = useState(false)
  const touches = [list, path]
  const restore = useSend(restoreFile, { touches, onError: toastError })
  const remove = useSend(removeFile, { touches, onError: toastError, onDone: (_, { params }) => toast('In the trash for 30 days.', { undo: () => restore.mutate({ params }) }) })
  const send = async (files: readonly File[]) => {
    for (const file of files) {
      if (file.size > mostFileBytes) { toast(`${file.name} is larger than 25 MB.`, { tone: 'bad' }); continue }
      setGoing({ name: file.name, share: 0 })
      await upload(add, { params: { id, fileId: newKey() }, query: { name: file.name } } as never, file, (share) => setGoing({ name: file.name, share })).catch(toastError)
    }
    setGoing(undefined)
    void touch(queries, ...touches)
  }
  return (
    <Card title="Files" beside={may && <FileButton multiple onChange={(files) => void send(files)}>{(props) => <Button {...props} size="compact-xs" variant="subtle">Add</Button>}</FileButton>}>
      <div className={css.drop} data-over={over} {...(may && {
        onDragOver: (e: React.DragEvent) => { e.preventDefault(); setOver(true) }, onDragLeave: () => setOver(false),
        onDrop: (e: React.DragEvent) => { e.preventDefault(); setOver(false); void send([...e.dataTransfer.files]) },
      })}>
        <Loaded from={asked}>{({ items }) => {
          const here = items.filter((f) => !f.deletedAt)
          return here.length || going ? (
            <ul className={css.files}>
              {going && <li><span>{going.name}</span><ProgressBar label="Sent, percent" done={Math.round(going.share * 100)} total={100} /></li>}
              {here.slice(0, all ? undefined : 8).map((f) => (
                <li key={f.id} className={css.file}>
                  <Icon of={IconPaperclip} size={14} />
                  <div><a href={urlOf(readFile, { params: { id: f.id } })} download={f.name}>{f.name}</a><div className={css.who}>{formatBytes(f.bytes)}{f.by && `, ${f.by}`} · <When at={f.createdAt} /></div></div>
                  {may && <ActionIcon variant="subtle" size={26} aria-label={`Remove ${f.name}`} onClick={() => remove.mutate({ params: { id: f.id } })}><Icon of={IconTrash} size={14} /></ActionIcon>}
                </li>
              ))}
              {here.length > 8 && !all && <li><Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>Show all {here.length}</Button></li>}
            </ul>
          ) : <p className={css.none}>{may ? 'Offers, contracts, notes: drop them here.' : 'No files.'}</p>
        }}</Loaded>
      </div>
    </Card>
  )
}
