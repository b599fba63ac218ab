// What waits for a person, the most urgent first, each with why now.
import type { NumberName, RowsFilter } from '#contract/analytics'
import { Link } from '@tanstack/react-router'
import { useOpenRows } from '../numbers/number-link.tsx'
import { Count } from '../ui/badge.tsx'
import { Icon, type IconType } from '../ui/icon.tsx'
import { IconAlertTriangle, IconAt, IconChecks, IconChevronRight, IconCircleCheck, IconClock, IconInbox, IconMailForward, IconUser } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import css from './home.module.css'

export interface Need { name: NumberName; label: string; why: string; oldestAt: string | null; count: number; rows: RowsFilter }

interface Look { icon: IconType; tone?: 'warning' | 'bad'; to?: string; search?: Record<string, string> }
const looks: Partial<Record<NumberName, Look>> = {
  approvals: { icon: IconChecks, to: '/approvals' },
  unread: { icon: IconInbox, to: '/inbox' },
  unmatched: { icon: IconUser, to: '/inbox', search: { tab: 'unmatched' } },
  mailbox_troubles: { icon: IconAt, tone: 'bad', to: '/mailboxes' },
  in_doubt: { icon: IconMailForward, tone: 'warning', to: '/outbox', search: { box: 'doubt' } },
  held: { icon: IconClock, tone: 'warning', to: '/outbox', search: { box: 'held' } },
}

export function NeedsMe({ needs }: { needs: Need[] }) {
  const open = useOpenRows()
  return (
    <Card title="Needs you" flush>
      {needs.length === 0 && <div className={css.calm}><Icon of={IconCircleCheck} size={20} /><span>Nothing waits for you. Answers and drafts show up here by themselves.</span></div>}
      {needs.map((need) => {
        const look: Look = looks[need.name] ?? { icon: IconAlertTriangle }
        const inside = (
          <>
            <span className={`${css.need_icon} ${look.tone ? css[look.tone] : ''}`}><Icon of={look.icon} size={18} /></span>
            <span className={css.need_words}>
              <b>{need.label} <Count of={need.count} accent /></b>
              <small>{need.why}</small>
            </span>
            <Icon of={IconChevronRight} />
          </>
        )
        return look.to
          ? <Link key={need.name} className={css.need} to={look.to} search={(look.search ?? {}) as never}>{inside}</Link>
          : <button key={need.name} type="button" className={css.need} onClick={() => open(need.rows, need.label)}>{inside}</button>
      })}
    </Card>
  )
}
