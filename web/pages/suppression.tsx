import { exportSuppressions, listSuppressions, removeSuppression, type SuppressionReason, type SuppressionView } from '#contract/suppressions'
import { Button, Menu, ActionIcon } from '@mantine/core'
import { useState } from 'react'
import { urlOf, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { AddSuppressions } from '../suppressions/add.tsx'
import { reasons } from '../suppressions/reasons.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { FilterChips, SearchField } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconBan, IconDots, IconDownload, IconTrash } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { When } from '../ui/values.tsx'

export default function Suppression() {
  const [url, setUrl] = useUrlState()
  const may = useMay()
  const [leaving, setLeaving] = useState<SuppressionView | null>(null)
  const query = { search: url.search, reason: url.reason as SuppressionReason | undefined, limit: 100 }
  const list = usePages(listSuppressions, { query })
  const remove = useSend(removeSuppression, { touches: [listSuppressions, '/leads'], onDone: () => { toast('Taken off the list. Campaigns that had stopped for it stay stopped.'); setLeaving(null) }, onError: toastError })
  const add = () => setUrl({ new: 'entry' })
  useShortcuts([may('suppressions.add') && { keys: 'n', label: 'Add to the list', group: 'On this page', run: add }])

  const columns: Column<SuppressionView>[] = [
    { key: 'value', title: 'Address or domain', width: 'minmax(220px, 2fr)', cell: (s) => (s.kind === 'domain' ? <>Everybody at {s.value}</> : s.value) },
    { key: 'reason', title: 'Reason', width: '170px', cell: (s) => <StatusBadge tone={reasons[s.reason].tone} plain>{reasons[s.reason].label}</StatusBadge> },
    { key: 'note', title: 'Note', wide: true, cell: (s) => <span className="o-muted">{s.note ?? s.source ?? ''}</span> },
    { key: 'by', title: 'By', width: '140px', wide: true, cell: (s) => s.createdBy ?? 'Overture' },
    { key: 'at', title: 'Since', width: '140px', wide: true, cell: (s) => <When at={s.createdAt} /> },
    ...(may('suppressions.remove') ? [{
      key: 'act', title: '', width: '52px', cell: (s: SuppressionView) => (
        <Menu>
          <Menu.Target><ActionIcon size={26} aria-label={`More for ${s.value}`}><Icon of={IconDots} /></ActionIcon></Menu.Target>
          <Menu.Dropdown><Menu.Item leftSection={<Icon of={IconTrash} />} onClick={() => setLeaving(s)}>Allow mail again</Menu.Item></Menu.Dropdown>
        </Menu>
      ),
    }] : []),
  ]
  return (
    <Page width="full">
      <PageHeader
        title="Do not contact" says="Nobody here gets a mail, whatever a campaign or an import says. The list is read again in the moment before each mail leaves."
        action={<>
          {may('leads.export') && <Button variant="default" component="a" href={urlOf(exportSuppressions, { query })} leftSection={<Icon of={IconDownload} />}>Export</Button>}
          {may('suppressions.add') && <Button onClick={add}>Add addresses</Button>}
        </>}
      />
      <Filters>
        <SearchField label="Search addresses and domains" value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} />
        <FilterChips label="Reason" value={url.reason} onChange={(reason) => setUrl({ reason })} choices={Object.entries(reasons).map(([value, r]) => ({ value, label: r.label }))} />
      </Filters>
      <DataTable
        label="Addresses and domains that get no mail" from={list} columns={columns} id={(s) => s.id} noun={['entry', 'entries']}
        empty={url.search || url.reason
          ? <EmptyState icon={IconBan} title="No entry fits" action={<Button variant="default" onClick={() => setUrl({ search: undefined, reason: undefined })}>Show all</Button>} />
          : <EmptyState icon={IconBan} title="Nobody is on the list yet" action={may('suppressions.add') && <Button onClick={add}>Add addresses</Button>}>Whoever opts out, complains or bounces for good comes here by itself. Customers and competitors you add yourself.</EmptyState>}
      />
      <AddSuppressions opened={url.new === 'entry'} onClose={() => setUrl({ new: undefined })} />
      <ConfirmTyped
        opened={leaving !== null} onClose={() => setLeaving(null)} title="Allow mail again?" confirm="Allow mail" busy={remove.isPending}
        {...(leaving && ['opted_out', 'complained'].includes(leaving.reason) && { type: leaving.value })}
        onConfirm={() => leaving && remove.mutate({ params: { id: leaving.id } })}
      >
        {leaving?.reason === 'opted_out' ? <><b>{leaving.value}</b> asked not to be contacted. Writing again without their consent breaks that promise and, in most countries, the law.</> : <>Mails to <b>{leaving?.value}</b> may leave again.</>}
      </ConfirmTyped>
    </Page>
  )
}
