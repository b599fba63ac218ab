import { listImports, type ImportView } from '#contract/imports'
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { usePages } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Bring } from '../imports/bring.tsx'
import css from '../imports/imports.module.css'
import { statusOf } from '../imports/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { IconFileImport } from '../ui/icons.ts'
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
      <PageHeader title="Imports" back={{ to: '/leads', label: 'Leads' }} says="Bring leads from a file, from copied cells or from a Google Sheet. Every import can be undone for seven days." />
      <div className={css.stack}>
        {may && <Bring />}
        <DataTable fit="rows" comfortable label="Imports" from={imports} columns={columns} id={(i) => i.id} onOpen={(i) => void navigate({ to: '/imports/$importId', params: { importId: i.id } })} empty={<EmptyState icon={IconFileImport} title="No imports yet" second={<Button component={Link} to="/settings/practice" variant="default">Explore with sample data</Button>}>{may ? 'Each file you bring is listed here, with what came of every row.' : 'Nobody has brought a file. Your role may look, but not import.'}</EmptyState>} />
      </div>
    </Page>
  )
}
