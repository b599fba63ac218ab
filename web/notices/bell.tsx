// The bell in the top bar: how much one has not seen, and the newest of it.
import { countNotices, listNotices, readNotices, type NoticeView } from '#contract/notices'
import { ActionIcon, Indicator, Popover } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconBell } from '../ui/icons.ts'
import { Loaded } from '../ui/states.tsx'
import { counted } from '../ui/values.tsx'
import css from './notices.module.css'
import { NoticeLine } from './notice-line.tsx'

export function Bell() {
  const [opened, setOpened] = useState(false)
  const count = useCall(countNotices).data
  const unread = count?.unread ?? 0
  return (
    <Indicator label={unread > 99 ? '99+' : unread} size={16} disabled={!unread || (count?.quiet ?? false)} offset={5}>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} trapFocus returnFocus>
        <Popover.Target>
          <ActionIcon variant="subtle" size={34} aria-label={unread ? `Notices: ${unread} unread` : 'Notices'} onClick={() => setOpened(!opened)}><Icon of={IconBell} size={18} /></ActionIcon>
        </Popover.Target>
        <Popover.Dropdown p={0} aria-label="Notices">{opened && <Newest unread={unread} onClose={() => setOpened(false)} />}</Popover.Dropdown>
      </Popover>
    </Indicator>
  )
}

function Newest({ unread, onClose }: { unread: number; onClose: () => void }) {
  const list = useCall(listNotices, { query: { limit: 8 } })
  const navigate = useNavigate()
  const read = useSend(readNotices, { touches: ['/notices'] })
  const open = (notice: NoticeView) => { onClose(); if (!notice.read) read.mutate({ body: { ids: [notice.id] } }); void navigate({ to: notice.link as '/' }) }
  return (
    <div className={css.pop}>
      <div className={css.head}><b>{unread ? counted(unread, 'unread notice') : 'Notices'}</b>{unread > 0 && <button type="button" className={css.plain} onClick={() => read.mutate({ body: {} })}>Mark all read</button>}</div>
      <Loaded from={list}>{({ items }) => items.length ? <div>{items.map((n) => <NoticeLine key={n.id} notice={n} onOpen={open} />)}</div> : <p className={css.none}>Nothing has happened that you should know of. Answers, mentions and broken mailboxes are told here at once.</p>}</Loaded>
      <div className={css.foot}><Link to="/notices" onClick={onClose}>All notices</Link><Link to="/settings/notices" onClick={onClose}>What you are told</Link></div>
    </div>
  )
}
