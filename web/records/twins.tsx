// Who may be the same, on the record itself.
import { dismissDuplicate, duplicatesOfCompany, duplicatesOfLead, listDuplicates, type PairView } from '#contract/duplicates'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Card } from '../ui/page.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import css from './records.module.css'

export const reasonWords: Record<PairView['reasons'][number], string> = {
  address: 'the same mailbox', alias: 'the other address of one', linkedin: 'the same LinkedIn profile', phone: 'the same phone', name_and_company: 'the same name at the same company', like_name_and_company: 'nearly the same name at the same company', name: 'the same name',
  company_name: 'the same name', like_company_name: 'nearly the same name', domain: 'the same name in another domain', website: 'the website of one is the domain of the other',
}
export const whyWords = (reasons: PairView['reasons']): string => { const said = [...new Set(reasons.map((r) => reasonWords[r]))].join(', '); return said.charAt(0).toUpperCase() + said.slice(1) }

export function Twins({ of, id }: { of: 'lead' | 'company'; id: string }) {
  const endpoint = of === 'lead' ? duplicatesOfLead : duplicatesOfCompany
  const found = useCall(endpoint, { params: { id } })
  const may = useMay()('leads.write')
  const dismiss = useSend(dismissDuplicate, { touches: [endpoint, listDuplicates, '/duplicates'], onError: toastError, onDone: () => toast('They are not the same. This pair is not shown again.') })
  if (!found.data?.items.length) return null
  return (
    <Card title={of === 'lead' ? 'The same person?' : 'The same company?'}>
      <ul className={css.signals}>{found.data.items.map((p) => {
        const other = p.a.id === id ? p.b : p.a
        return (
          <li key={p.id}>
            <Link to={`/${of === 'lead' ? 'leads' : 'companies'}/${other.id}`}>{other.name}</Link> <span className={css.who}>{other.says}</span>
            <p className={css.who}>{whyWords(p.reasons)}</p>
            {may && <div className={css.choose}><Button size="compact-xs" variant="default" component={Link} to={`/merge/${of}/${id}/${other.id}`}>Compare and merge</Button><Button size="compact-xs" variant="subtle" aria-label={`${other.name} is not the same`} onClick={() => dismiss.mutate({ params: { id: p.id } })}>Not the same</Button></div>}
          </li>
        )
      })}</ul>
    </Card>
  )
}
