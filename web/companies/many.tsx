// The bar under a table of companies while rows are picked.
import { listMembers } from '#contract/accounts'
import { changeCompanies, companyChoices, type CompaniesAction } from '#contract/companies'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { byBefore, ManyBar, useManyResult, type Doing } from '../ui/many-bar.tsx'
import { toastError } from '../ui/toast.tsx'
import css from './companies.module.css'

export function CompaniesBar({ picked, onDone }: { picked: ReadonlySet<string>; onDone: () => void }) {
  const may = useMay(), members = useCall(listMembers).data?.items ?? [], tags = useCall(companyChoices).data?.tags ?? []
  const [tag, setTag] = useState('')
  const touches = ['/companies', '/tags', '/leads']
  const { tell, failures } = useManyResult(['company', 'companies'])
  const back = useSend(changeCompanies, { touches, onError: toastError, onDone: (done) => tell(done) })
  const send = useSend(changeCompanies, { touches, onError: toastError, onDone: (done, { body: { action } }) => {
    tell(done, () => { for (const [before, ids] of byBefore(done.changed)) back.mutate({ body: { ids, action: undoOf(action, before) } }) })
    onDone()
  } })
  const act = (action: CompaniesAction) => send.mutate({ body: { ids: [...picked], action } })
  const doing: Doing[] = [
    { label: 'Owner', choices: [...members.map((m) => ({ key: m.userId, label: m.name, run: () => act({ do: 'setOwner', ownerId: m.userId }) })), { key: 'nobody', label: 'Nobody', run: () => act({ do: 'setOwner', ownerId: null }) }] },
    ...(tags.length ? [{ label: 'Take a tag off', choices: tags.map((t) => ({ key: t.value, label: t.value, run: () => act({ do: 'removeTag', tag: t.value }) })) }] : []),
    ...(may('leads.delete') ? [{ label: 'Delete', danger: true, run: () => act({ do: 'delete' }) }] : []),
  ]
  return (
    <>
      <form onSubmit={(e) => { e.preventDefault(); if (tag.trim()) { act({ do: 'addTag', tag: tag.trim() }); setTag('') } }}><TextInput size="xs" className={css.choice!} aria-label="Add a tag" placeholder="Add a tag, Enter" maxLength={60} value={tag} onChange={(e) => setTag(e.currentTarget.value)} /></form>
      <ManyBar doing={doing} busy={send.isPending} />{failures}
    </>
  )
}

function undoOf(action: CompaniesAction, before: string | null): CompaniesAction {
  switch (action.do) {
    case 'setOwner': return { do: 'setOwner', ownerId: before }
    case 'addTag': return { do: 'removeTag', tag: action.tag }
    case 'removeTag': return { do: 'addTag', tag: action.tag }
    case 'delete': return { do: 'restore' }
    case 'restore': return { do: 'delete' }
  }
}
