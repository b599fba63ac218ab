// The bar under a table of companies while rows are picked.
import { listMembers } from '#contract/accounts'
import { bulkCompanies } from '#contract/bulk'
import { companyChoices, type CompaniesAction } from '#contract/companies'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useBulkAnswer } from '../records/many.ts'
import { SetOwnField } from '../records/set-own-field.tsx'
import { ManyBar, type Doing } from '../ui/many-bar.tsx'
import { counted } from '../ui/values.tsx'
import css from './companies.module.css'

interface Props { picked: ReadonlySet<string>; everything: boolean; onEverything: () => void; total: string; filter: Record<string, string>; onDone: () => void }

export function CompaniesBar({ picked, everything, onEverything, total, filter, onDone }: Props) {
  const may = useMay(), members = useCall(listMembers).data?.items ?? [], tags = useCall(companyChoices).data?.tags ?? []
  const [tag, setTag] = useState('')
  const send = useSend(bulkCompanies, useBulkAnswer(['/companies', '/tags', '/leads'], onDone))
  const act = (action: CompaniesAction) => send.mutate({ body: { whom: everything ? { matching: filter as never } : { ids: [...picked] }, action } })
  const doing: Doing[] = [
    { label: 'Owner', choices: [...members.map((m) => ({ key: m.userId, label: m.name, run: () => act({ do: 'setOwner', ownerId: m.userId }) })), { key: 'nobody', label: 'Nobody', run: () => act({ do: 'setOwner', ownerId: null }) }] },
    ...(tags.length ? [{ label: 'Take a tag off', choices: tags.map((t) => ({ key: t.value, label: t.value, run: () => act({ do: 'removeTag', tag: t.value }) })) }] : []),
    ...(may('leads.delete') ? [{ label: 'Delete', run: () => act({ do: 'delete' }), ask: { title: 'Move to the trash?', confirm: 'Move to the trash', says: `${everything ? `All ${total} companies` : counted(picked.size, 'company', 'companies')} ${!everything && picked.size === 1 ? 'goes' : 'go'} to the trash; their people stay. For ten minutes this can be taken back.` } }] : []),
  ]
  return (
    <ManyBar doing={doing} busy={send.isPending} everything={everything} onEverything={onEverything} total={total}>
      <form onSubmit={(e) => { e.preventDefault(); if (tag.trim()) { act({ do: 'addTag', tag: tag.trim() }); setTag('') } }}><TextInput size="xs" className={css.choice!} aria-label="Add a tag" placeholder="Add a tag" maxLength={60} value={tag} onChange={(e) => setTag(e.currentTarget.value)} /></form>
      <SetOwnField of="company" onSet={(key, value) => act({ do: 'setCustom', key, value })} />
    </ManyBar>
  )
}
