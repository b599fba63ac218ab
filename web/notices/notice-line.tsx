import type { NoticeKind, NoticeView } from '#contract/notices'
import { Count } from '../ui/badge.tsx'
import { Icon, type IconType } from '../ui/icon.tsx'
import { IconAlertTriangle, IconAt, IconCalendar, IconFlag, IconInbox, IconMail, IconMessage, IconPlayerPause, IconSend, IconSquareCheck, IconUserPlus } from '../ui/icons.ts'
import { When } from '../ui/values.tsx'
import css from './notices.module.css'

const icons: Record<NoticeKind, IconType> = { reply: IconMessage, assigned: IconUserPlus, mention: IconAt, unmatched: IconInbox, complaint: IconFlag, mailbox: IconAlertTriangle, missing: IconMail, campaign: IconPlayerPause, sending: IconSend, task: IconSquareCheck, meeting: IconCalendar }

export function NoticeLine({ notice: n, onOpen }: { notice: NoticeView; onOpen: (notice: NoticeView) => void }) {
  return (
    <button type="button" className={`${css.line} ${n.read ? '' : css.fresh}`} onClick={() => onOpen(n)}>
      <span className={css[n.kind === 'mailbox' ? 'loud' : 'icon']}><Icon of={icons[n.kind]} /></span>
      <span className={css.words}><span className={css.title}>{n.title}{n.count > 1 && <> <Count of={n.count} label="times" /></>}</span>{n.body && <span className={css.body}>{n.body}</span>}</span>
      <span className={css.time}><When at={n.at} />{!n.read && <span className="o-hidden">Unread</span>}</span>
    </button>
  )
}
