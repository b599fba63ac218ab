// The pages under Settings share a title and a row of tabs.
import type { Permission } from '#contract/roles'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { useMay } from '../app/session.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import css from './frame.module.css'

const tabs: { to: string; label: string; can?: Permission }[] = [
  { to: '/settings', label: 'Workspace', can: 'settings.read' },
  { to: '/settings/offer', label: 'What you sell', can: 'settings.read' },
  { to: '/settings/ai', label: 'Models and budget', can: 'settings.read' },
  { to: '/settings/team', label: 'Team', can: 'team.read' },
  { to: '/settings/safety', label: 'Safety and days of rest', can: 'campaigns.read' },
  { to: '/settings/answers', label: 'Reading of answers', can: 'inbox.read' },
  { to: '/settings/texts', label: 'Texts and labels', can: 'inbox.read' },
  { to: '/settings/tracking', label: 'Links and tracking', can: 'settings.read' },
  { to: '/settings/practice', label: 'Practice and sample data', can: 'mailboxes.read' },
  { to: '/settings/health', label: 'Health', can: 'workspace.manage' },
  { to: '/settings/you', label: 'You' },
  { to: '/settings/notices', label: 'Notices' },
]

export function Settings({ children, action }: { children: ReactNode; action?: ReactNode }) {
  const may = useMay()
  const pathname = useLocation({ select: (at) => at.pathname })
  const here = tabs.find((t) => t.to === pathname)
  useEffect(() => { document.getElementById('settings-here')?.scrollIntoView({ block: 'nearest', inline: 'center' }) }, [pathname])
  return (
    <Page width="middle">
      <PageHeader title={here && here.to !== '/settings' ? here.label : 'Settings'} action={action} />
      <nav className={css.tabs} aria-label="Settings">
        {tabs.filter((t) => !t.can || may(t.can)).map((t) => (
          <Link key={t.to} to={t.to} activeOptions={{ exact: true }} className={css.tab} {...(t === here && { 'aria-current': 'page' as const, id: 'settings-here' })}>{t.label}</Link>
        ))}
      </nav>
      {children}
    </Page>
  )
}
