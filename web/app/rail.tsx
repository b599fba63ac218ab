// The way around: a rail at the left, a bar at the bottom of a phone.
import { Menu, Tooltip } from '@mantine/core'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { Count } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDots, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '../ui/icons.ts'
import { Mark } from './mark.tsx'
import type { Counters } from './counters.ts'
import { places, type Place } from './navigation.ts'
import { useMay } from './session.tsx'
import css from './shell.module.css'
import { keyCaps } from './shortcuts.ts'

function usePlaces() {
  const may = useMay()
  const pathname = useLocation({ select: (at) => at.pathname })
  const mine = places.filter((p) => !p.can || may(p.can))
  const here = (p: Place) => (p.to === '/' ? pathname === '/' : pathname === p.to || pathname.startsWith(`${p.to}/`))
  return { mine, here }
}

export function Rail({ slim, onSlim, counters }: { slim: boolean; onSlim: () => void; counters: Counters }) {
  const { mine, here } = usePlaces()
  const one = (p: Place) => (
    <Tooltip key={p.to} label={slim ? p.label : `${p.label}: ${keyCaps(`g ${p.key}`).join(' then ')}`} position="right" openDelay={slim ? 100 : 900}>
      <Link to={p.to} className={css.place} data-here={here(p)} aria-current={here(p) ? 'page' : undefined}>
        <Icon of={p.icon} /><span>{p.label}</span><Badge place={p} counters={counters} />
      </Link>
    </Tooltip>
  )
  return (
    <nav className={css.rail} aria-label="Main">
      <Link to="/" className={css.brand}><Mark size={20} /><span>Overture</span></Link>
      {mine.filter((p) => p.part === 'work').map(one)}
      <div className={css.gap} />
      {mine.filter((p) => p.part === 'apart').map(one)}
      <Tooltip label="Fold: [" position="right" openDelay={900}>
        <button type="button" className={css.place} onClick={onSlim} aria-expanded={!slim}>
          <Icon of={slim ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse} /><span>{slim ? 'Unfold the rail' : 'Fold'}</span>
        </button>
      </Tooltip>
    </nav>
  )
}

export function BottomBar({ counters }: { counters: Counters }) {
  const { mine, here } = usePlaces()
  const navigate = useNavigate()
  const rest = mine.filter((p) => !p.onPhone)
  return (
    <nav className={css.bottom} aria-label="Main, at the bottom">
      {mine.filter((p) => p.onPhone).map((p) => (
        <Link key={p.to} to={p.to} className={css.tab} data-here={here(p)} aria-current={here(p) ? 'page' : undefined}>
          <Icon of={p.icon} size={20} /><span>{p.label}</span><Badge place={p} counters={counters} />
        </Link>
      ))}
      <Menu position="top-end" width={220}>
        <Menu.Target><button type="button" className={css.tab} data-here={rest.some(here)}><Icon of={IconDots} size={20} /><span>More</span><Sum places={rest} counters={counters} /></button></Menu.Target>
        <Menu.Dropdown>{rest.map((p) => <Menu.Item key={p.to} leftSection={<Icon of={p.icon} />} rightSection={<Badge place={p} counters={counters} />} onClick={() => void navigate({ to: p.to })}>{p.label}</Menu.Item>)}</Menu.Dropdown>
      </Menu>
    </nav>
  )
}

/** What waits behind More. */
function Sum({ places, counters }: { places: Place[]; counters: Counters }) {
  const n = places.reduce((sum, p) => sum + (p.counts ? counters[p.counts] : 0), 0)
  return n > 0 ? <span className={css.badge}><Count of={n} accent label="waiting there" /></span> : null
}

function Badge({ place, counters }: { place: Place; counters: Counters }) {
  const n = place.counts ? counters[place.counts] : 0
  return n > 0 ? <span className={css.badge}><Count of={n} accent label={place.counts === 'unread' ? 'unread' : place.counts === 'troubled' ? 'held or in doubt' : 'waiting'} /></span> : null
}
