import { exportSuppressions, listSuppressions, removeSuppression, type SuppressionKind, type SuppressionReason, type SuppressionView } from '#contract/suppressions'
import { Button, Menu, ActionIcon } from '@mantine/core'
import { useState } from 'react'
import { urlOf, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { AddSuppressions } from '../suppressions/add.tsx'
import { Entry } from '../suppressions/entry.tsx'
import { kinds, reasons, sources } from '../suppressions/reasons.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { FilterChips, SearchField } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconBan, IconDots, IconDownload, IconTrash } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useUrlState } from '../ui/url-state.ts'
import { When } from '../ui/values.tsx'

export default function Suppression() {
  const [url, setUrl] = useUrlState()
  const may = useMay(), narrow = useNarrow()
  const [leaving, setLeaving] = useState<SuppressionView | null>(null)
  const which = { search: url.search, reason: url.reason as SuppressionReason | undefined, kind: url.kind as SuppressionKind | undefined }
  const list = usePages(listSuppressions, { query: { ...which, limit: 100 } })
  const remove = useSend(removeSuppression, { touches: [listSuppressions, '/leads'], onDone: () => { toast('Taken off the list. Campaigns that had stopped for it stay stopped.'); setLeaving(null) }, onError: toastError })
  const add = () => setUrl({ new: 'entry' })
  useShortcuts([may('suppressions.add') && { keys: 'n', label: 'Add to the list', group: 'On this page', run: add }])

  const columns: Column<SuppressionView>[] = [
    { key: 'value', title: 'Who', width: narrow ? 'minmax(150px, 1fr)' : 'minmax(220px, 2fr)', cell: (s) => <Entry of={s} /> },
    { key: 'reason', title: 'Reason', width: narrow ? '128px' : '170px', cell: (s) => <StatusBadge tone={reasons[s.reason].tone} plain>{reasons[s.reason].label}</StatusBadge> },
    { key: 'note', title: 'Note', wide: true, cell: (s) => <span className="o-muted">{s.note ?? (s.source ? (sources[s.source] ?? s.source) : '')}</span> },
    { key: 'by', title: 'By', width: '140px', wide: true, cell: (s) => !s.createdBy || s.createdBy === 'overture' ? 'Overture' : s.createdBy },
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
          {may('leads.export') && (
            <Menu position="bottom-end">
              <Menu.Target><Button variant="default" leftSection={<Icon of={IconDownload} />}>Export</Button></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item component="a" href={urlOf(exportSuppressions, { query: which })}>As it is</Menu.Item>
                <Menu.Item component="a" href={urlOf(exportSuppressions, { query: { ...which, hashed: 'true' } })}>Without addresses, to give to others</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
          {may('suppressions.add') && <Button onClick={add}>Add to the list</Button>}
        </>}
      />
      <Filters>
        <SearchField label="Search the list" value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} />
        <FilterChips label="What" value={url.kind} onChange={(kind) => setUrl({ kind })} choices={Object.entries(kinds).map(([value, label]) => ({ value, label }))} />
        <FilterChips label="Reason" value={url.reason} onChange={(reason) => setUrl({ reason })} choices={Object.entries(reasons).map(([value, r]) => ({ value, label: r.label }))} />
      </Filters>
      <DataTable
        label="Who gets no mail" from={list} columns={columns} id={(s) => s.id} noun={['entry', 'entries']}
        empty={url.search || url.reason || url.kind
          ? <EmptyState icon={IconBan} title="No entry fits" action={<Button variant="default" onClick={() => setUrl({ search: undefined, reason: undefined, kind: undefined })}>Show all</Button>} />
          : <EmptyState icon={IconBan} title="Nobody is on the list yet" action={may('suppressions.add') && <Button onClick={add}>Add to the list</Button>}>Whoever opts out, complains or bounces for good comes here by itself. Customers and competitors you add yourself.</EmptyState>}
      />
      <AddSuppressions opened={url.new === 'entry'} onClose={() => setUrl({ new: undefined })} />
      <ConfirmTyped
        opened={leaving !== null} onClose={() => setLeaving(null)} title="Allow mail again?" confirm="Allow mail" busy={remove.isPending}
        {...(leaving && ['opted_out', 'complained'].includes(leaving.reason) && { type: leaving.kind === 'hash' ? leaving.value.slice(0, 8) : leaving.value })}
        onConfirm={() => leaving && remove.mutate({ params: { id: leaving.id } })}
      >
        {leaving?.reason === 'opted_out' ? <>{leaving.kind === 'hash' ? <>Whoever has the address with the hash <b>{leaving.value.slice(0, 8)}…</b></> : <b>{leaving.value}</b>} asked not to be contacted. Writing again without their consent breaks that promise and, in most countries, the law.</> : <>Mails to <b>{leaving?.kind === 'hash' ? `the address with the hash ${leaving.value.slice(0, 8)}…` : leaving?.value}</b> may leave again.{leaving?.kind === 'company' ? ' So may those to its domains and its leads, unless they are on the list by themselves.' : ''}</>}
      </ConfirmTyped>
    </Page>
  )
}
