// One import, in whatever state it is: to be prepared, running, or done.
import { getImport } from '#contract/imports'
import { useParams } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { Preparing } from '../imports/preparing.tsx'
import { Result, Running } from '../imports/result.tsx'
import { statusOf } from '../imports/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { counted, formatBytes } from '../ui/values.tsx'

const moving = ['uploaded', 'running', 'undoing']

export default function Import() {
  const { importId } = useParams({ strict: false }) as { importId: string }
  const first = useCall(getImport, { params: { id: importId } })
  const busy = first.data && moving.includes(first.data.status)
  const found = useCall(getImport, { params: { id: importId } }, { ...(busy && { every: 700 }) })
  return (
    <Page>
      <Loaded from={found}>
        {(i) => (
          <>
            <PageHeader title={i.fileName} back={{ to: '/imports', label: 'Imports' }} beside={<StatusBadge tone={statusOf[i.status].tone}>{statusOf[i.status].words}</StatusBadge>} says={`${counted(i.rows, 'row')}, ${formatBytes(i.bytes)}`} />
            {i.status === 'ready' ? <Preparing import={i} /> : moving.includes(i.status) ? <Running import={i} /> : <Result import={i} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}
