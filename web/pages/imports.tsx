import { listImports, type ImportView } from '#contract/imports'
import { useNavigate } from '@tanstack/react-router'
import { usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { DropZone } from '../imports/drop-zone.tsx'
import css from '../imports/imports.module.css'
import { statusOf } from '../imports/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { Num, When } from '../ui/values.tsx'

const columns: Column<ImportView>[] = [
  { key: 'file', title: 'File', width: 'minmax(160px, 1.4fr)', cell: (i) => i.fileName },
  { key: 'status', title: 'State', width: '150px', cell: (i) => <StatusBadge tone={statusOf[i.status].tone} plain>{statusOf[i.status].words}</StatusBadge> },
  { key: 'rows', title: 'Rows', width: '90px', number: true, wide: true, cell: (i) => <Num of={i.rows} /> },
  { key: 'created', title: 'Created', width: '90px', number: true, wide: true, cell: (i) => <Num of={i.totals.created} /> },
  { key: 'failed', title: 'Errors', width: '90px', number: true, wide: true, cell: (i) => <Num of={i.totals.failed} /> },
  { key: 'when', title: 'When', width: '140px', wide: true, cell: (i) => <When at={i.createdAt} /> },
]

export default function Imports() {
  const navigate = useNavigate()
  const may = useMay()('leads.import')
  const imports = usePages(listImports)
  return (
    <Page>
      <PageHeader title="Imports" back={{ to: '/leads', label: 'Leads' }} says="Bring leads from a file. Every import can be undone for seven days." />
      <div className={css.stack}>
        {may && <DropZone />}
        <DataTable fit="rows" comfortable label="Imports" from={imports} columns={columns} id={(i) => i.id} onOpen={(i) => void navigate({ to: '/imports/$importId', params: { importId: i.id } })} empty={<p className={css.muted}>Nothing has been imported yet.</p>} />
      </div>
    </Page>
  )
}
