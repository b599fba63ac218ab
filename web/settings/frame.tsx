// The pages under Settings share a title and a list of themselves: at the side where there is room, else a row of tabs.
import type { Permission } from '#contract/roles'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { useMay } from '../app/session.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import css from './frame.module.css'

interface Tab { to: string; label: string; can?: Permission }
const groups: { name: string; tabs: Tab[] }[] = [
  { name: 'Workspace', tabs: [
    { to: '/settings', label: 'Workspace', can: 'settings.read' },
    { to: '/settings/team', label: 'Team', can: 'team.read' },
    { to: '/settings/offer', label: 'What you sell', can: 'settings.read' },
    { to: '/settings/ai', label: 'Models and budget', can: 'settings.read' },
    { to: '/settings/work', label: 'Calls and LinkedIn', can: 'tasks.read' },
    { to: '/settings/forms', label: 'Forms', can: 'leads.read' },
    { to: '/settings/score', label: 'Lead score', can: 'leads.read' },
  ] },
  { name: 'Records', tabs: [
    { to: '/settings/statuses', label: 'Statuses of leads', can: 'leads.read' },
    { to: '/settings/fields', label: 'Fields of your own', can: 'leads.read' },
    { to: '/settings/tags', label: 'Tags', can: 'leads.read' },
    { to: '/settings/deals', label: 'Deals and pipelines', can: 'deals.read' },
    { to: '/settings/products', label: 'Products', can: 'deals.read' },
  ] },
  { name: 'Mail', tabs: [
    { to: '/settings/safety', label: 'Safety and days of rest', can: 'campaigns.read' },
    { to: '/settings/answers', label: 'Reading of answers', can: 'inbox.read' },
    { to: '/settings/texts', label: 'Texts and labels', can: 'inbox.read' },
    { to: '/settings/tracking', label: 'Links and tracking', can: 'settings.read' },
  ] },
  { name: 'You', tabs: [
    { to: '/settings/you', label: 'Your account' },
    { to: '/settings/notices', label: 'Notices' },
    { to: '/settings/calendar', label: 'Booking and calendar', can: 'meetings.read' },
  ] },
  { name: 'Installation', tabs: [
    { to: '/settings/practice', label: 'Practice and sample data', can: 'mailboxes.read' },
    { to: '/settings/health', label: 'Health', can: 'workspace.manage' },
  ] },
]

export function Settings({ children, action }: { children: ReactNode; action?: ReactNode }) {
  const may = useMay()
  const pathname = useLocation({ select: (at) => at.pathname })
  const here = groups.flatMap((g) => g.tabs).find((t) => t.to === pathname)
  useEffect(() => { document.getElementById('settings-here')?.scrollIntoView({ block: 'nearest', inline: 'center' }) }, [pathname])
  return (
    <Page>
      <div className={css.whole}>
        <PageHeader title={here && here.to !== '/settings' ? here.label : 'Settings'} action={action} />
        <div className={css.frame}>
          <nav className={css.tabs} aria-label="Settings">
            {groups.map(({ name, tabs }) => {
              const open = tabs.filter((t) => !t.can || may(t.can))
              return open.length > 0 && (
                <div key={name} className={css.tab_group} role="group" aria-label={name}>
                  <div className={css.tab_head} aria-hidden="true">{name}</div>
                  {open.map((t) => <Link key={t.to} to={t.to} activeOptions={{ exact: true }} className={css.tab} {...(t === here && { 'aria-current': 'page' as const, id: 'settings-here' })}>{t.label}</Link>)}
                </div>
              )
            })}
          </nav>
          <div className={css.body}>{children}</div>
        </div>
      </div>
    </Page>
  )
}
