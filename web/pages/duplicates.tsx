// Pairs that may be one, the surest first: compare, merge, or say that they are two. And what was merged, with the way back.
import { countDuplicates, dismissDuplicate, listDuplicates, listMerges, lookForDuplicates, reopenDuplicate, undoMerge, type PairView } from '#contract/duplicates'
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCall, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import css from '../records/records.module.css'
import { whyWords } from '../records/twins.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { IconCopy } from '../ui/icons.ts'
import { useNarrow } from '../ui/narrow.ts'
import { Card, Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { formatAgo, formatNumber, When } from '../ui/values.tsx'

const touches = [listDuplicates, countDuplicates, listMerges, '/duplicates', '/leads', '/companies', '/merges']

export default function Duplicates() {
  const [url, setUrl] = useUrlState()
  const may = useMay()('leads.write'), narrow = useNarrow(), navigate = useNavigate()
  const subject = url.of === 'company' ? 'company' : 'lead', state = url.state === 'dismissed' ? 'dismissed' : 'open', merged = url.state === 'merged'
  const count = useCall(countDuplicates)
  const pairs = usePages(listDuplicates, { query: { subject, state, limit: 100 } }, { enabled: !merged })
  const look = useSend(lookForDuplicates, { touches, onError: toastError, onDone: () => toast('Looking. What is found appears here by itself.') })
  const reopen = useSend(reopenDuplicate, { touches, onError: toastError })
  const dismiss = useSend(dismissDuplicate, { touches, onError: toastError, onDone: (_, { params }) => toast('Two, not one.', { undo: () => reopen.mutate({ params }) }) })
  const open = (p: PairView) => void navigate({ to: `/merge/${p.subject}/${p.a.id}/${p.b.id}` })
  const columns: Column<PairView>[] = [
    { key: 'a', title: 'One', width: 'minmax(96px, 1.2fr)', cell: (p) => <span className={css.two}><span>{p.a.name}</span><span className="o-muted">{p.a.says}</span></span> },
    { key: 'b', title: 'The other', width: 'minmax(96px, 1.2fr)', cell: (p) => <span className={css.two}><span>{p.b.name}</span><span className="o-muted">{p.b.says}</span></span> },
    { key: 'why', title: 'Why', width: 'minmax(180px, 1.4fr)', wide: true, cell: (p) => whyWords(p.reasons) },
    { key: 'sure', title: 'How sure', width: '120px', wide: true, cell: (p) => <StatusBadge tone={p.score >= 85 ? 'good' : p.score >= 70 ? 'info' : 'neutral'} plain>{p.score >= 85 ? 'Very' : p.score >= 70 ? 'Fairly' : 'Perhaps'}</StatusBadge> },
    ...(may ? [{ key: 'do', title: '', width: narrow ? '84px' : '160px', cell: (p: PairView) => state === 'open'
      ? <Button size="compact-xs" variant="subtle" aria-label={`${narrow ? 'No' : 'Not the same'}: ${p.a.name} and ${p.b.name}`} onClick={(e) => { e.stopPropagation(); dismiss.mutate({ params: { id: p.id } }) }}>{narrow ? 'No' : 'Not the same'}</Button>
      : <Button size="compact-xs" variant="subtle" aria-label={`Back: ${p.a.name} and ${p.b.name}`} onClick={(e) => { e.stopPropagation(); reopen.mutate({ params: { id: p.id } }) }}>Back</Button> }] : []),
  ]
  return (
    <Page width="full">
      <PageHeader title="Duplicates" says={count.data && (count.data.lookedAt ? `Looked for ${formatAgo(count.data.lookedAt)}; once a day and after every import.` : 'Not looked for yet.')} action={may && <Button variant="default" loading={look.isPending} onClick={() => look.mutate({})}>Look now</Button>} />
      <Filters>
        <FilterChips label="Of what" value={subject} onChange={(of) => setUrl({ of: of === 'company' ? of : undefined })} choices={[{ value: 'lead', label: `Leads${count.data ? ` ${formatNumber(count.data.leads)}` : ''}` }, { value: 'company', label: `Companies${count.data ? ` ${formatNumber(count.data.companies)}` : ''}` }]} />
        <FilterChips label="Which" value={url.state ?? 'open'} onChange={(s) => setUrl({ state: s === 'open' ? undefined : s })} choices={[{ value: 'open', label: 'To look at' }, { value: 'dismissed', label: 'Not the same' }, { value: 'merged', label: 'Merged' }]} />
      </Filters>
      {merged ? <MergesDone subject={subject} /> : <DataTable label="Pairs" from={pairs} columns={columns} id={(p) => p.id} noun={['pair', 'pairs']} tall {...(may && { onOpen: open })}
        empty={<EmptyState icon={IconCopy} title={state === 'open' ? 'Nothing to look at' : 'None'} action={state === 'open' && may && <Button variant="default" onClick={() => look.mutate({})}>Look now</Button>}>{state === 'open' ? 'No two records look as if they were the same.' : 'Pairs that you say are two stay here.'}</EmptyState>} />}
    </Page>
  )
}

function MergesDone({ subject }: { subject: 'lead' | 'company' }) {
  const done = useCall(listMerges, { query: { subject } })
  const may = useMay()('leads.write')
  const undo = useSend(undoMerge, { touches, onError: toastError, onDone: (done) => toast(['Two again.', ...done.says].join(' ')) })
  return (
    <Loaded from={done}>{({ items }) => items.length ? <Card><ul className={css.changes}>{items.map((m) => (
      <li key={m.id} className={css.change}>
        <div className={css.what}>{m.loser} <span className="o-muted">→</span> <Link to={`/${m.subject === 'lead' ? 'leads' : 'companies'}/${m.winnerId}`}>{m.winner}</Link></div>
        <div className={css.who}>{m.by ?? 'Overture'} · <When at={m.at} />{m.undoneAt && ' · taken back'}</div>
        {may && !m.undoneAt && <Button className={css.back} size="compact-xs" variant="subtle" aria-label={`Take apart ${m.loser} and ${m.winner}`} loading={undo.isPending && undo.variables?.params.id === m.id} onClick={() => undo.mutate({ params: { id: m.id } })}>Take apart</Button>}
      </li>
    ))}</ul></Card> : <EmptyState icon={IconCopy} title="Nothing was merged yet">Whatever is merged can be taken apart from here.</EmptyState>}</Loaded>
  )
}
