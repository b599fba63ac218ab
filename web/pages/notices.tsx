// Everything you were told, newest first.
import { listNotices, readNotices, type NoticeView } from '#contract/notices'
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { usePages, useSend } from '../app/call.ts'
import { NoticeLine } from '../notices/notice-line.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { IconBell } from '../ui/icons.ts'
import { Card, Filters, Page, PageHeader } from '../ui/page.tsx'
import { Bone, EmptyState, ErrorState, Late } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'

export default function Notices() {
  const [url, setUrl] = useUrlState()
  const list = usePages(listNotices, { query: { limit: 50, ...(url.unread && { unread: 'true' as const }) } })
  const navigate = useNavigate()
  const read = useSend(readNotices, { touches: ['/notices'], onError: toastError })
  const fresh = list.items.filter((n) => !n.read).map((n) => n.id)
  const open = (n: NoticeView) => { if (!n.read) read.mutate({ body: { ids: [n.id] } }); void navigate({ to: n.link as '/' }) }
  const all = () => read.mutate({ body: {} }, { onSuccess: () => toast('All read.', { undo: () => read.mutate({ body: { ids: fresh, read: false } }) }) })
  return (
    <Page width="middle">
      <PageHeader title="Notices" says={<>What happened that concerns you. <Link to="/settings/notices">Choose what you are told</Link></>} action={fresh.length > 0 && <Button variant="default" onClick={all}>Mark all read</Button>} />
      <Filters><FilterChips label="Which" value={url.unread ? 'unread' : undefined} onChange={(v) => setUrl({ unread: v ? 'true' : undefined })} choices={[{ value: 'unread', label: 'Unread' }]} /></Filters>
      {list.error && !list.items.length ? <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        : list.isPending ? <Late><Card><Bone h={180} /></Card></Late>
        : !list.items.length ? <EmptyState icon={IconBell} title={url.unread ? 'Nothing unread' : 'Nothing yet'}>Answers to your mailboxes, mentions, and a mailbox that needs you are told here at once.</EmptyState>
        : <Card flush>{list.items.map((n) => <NoticeLine key={n.id} notice={n} onOpen={open} />)}</Card>}
      {list.hasMore && <div><Button variant="default" onClick={list.more}>Show more</Button></div>}
    </Page>
  )
}
