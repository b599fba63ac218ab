// The frame around every page of somebody who is signed in.
import { useLocalStorage } from '@mantine/hooks'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Leaving } from '../outbox/leaving.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Toasts } from '../ui/toast.tsx'
import { keepTimeOf } from '../ui/values.tsx'
import { useCounters } from './counters.ts'
import { useLive } from './live.ts'
import { places } from './navigation.ts'
import { BottomBar, Rail } from './rail.tsx'
import { SignInFirst } from './redirect.tsx'
import { OfflineRibbon, SampleRibbon, SelfCheckRibbon, UpdateRibbon } from './ribbons.tsx'
import { SessionProvider, useMay, useWhoAmI } from './session.tsx'
import { StoppedRibbon } from './stop-all.tsx'
import css from './shell.module.css'
import { listen, useShortcuts } from './shortcuts.ts'
import { Top } from './top.tsx'
import { NoConnection, NotAllowed } from './wrong-turns.tsx'

const loadPalette = () => import('./palette.tsx')
const Palette = lazy(loadPalette)
const ShortcutSheet = lazy(() => import('./shortcut-sheet.tsx'))
const CreateMenu = lazy(() => import('./create-menu.tsx'))
const BulkWatch = lazy(() => import('../records/bulk-watch.tsx').then((m) => ({ default: m.BulkWatch })))
const Anywhere = lazy(() => import('../tasks/anywhere.tsx'))

export function Shell() {
  const who = useWhoAmI()
  if (who.error?.status === 401) return <SignInFirst />
  if (who.data) keepTimeOf(who.data.workspace.timeZone)
  if (who.data) return <SessionProvider value={who.data}><Frame /></SessionProvider>
  if (who.error?.status === 0) return <NoConnection onRetry={() => void who.refetch()} />
  if (who.error) return <main><ErrorState error={who.error} onRetry={() => void who.refetch()} /></main>
  return <div className={css.shell} aria-busy="true"><div className={css.rail} /><div className={css.top} /></div>
}

export type Opened = 'palette' | 'sheet' | 'create' | 'task' | 'log' | 'meeting' | null

function Frame() {
  const [opened, setOpened] = useState<Opened>(null)
  const [slim, setSlim] = useLocalStorage({ key: 'overture.rail', defaultValue: false, getInitialValueInEffect: false })
  const navigate = useNavigate()
  const may = useMay()
  const line = useLive()
  const counters = useCounters()
  const pathname = useLocation({ select: (at) => at.pathname })
  const closed = places.find((p) => p.can && !may(p.can) && (pathname === p.to || pathname.startsWith(`${p.to}/`)))

  useEffect(listen, [])
  // Fetched while nothing else happens, so that what is typed right after ⌘K arrives in its field.
  useEffect(() => { const timer = setTimeout(() => void loadPalette(), 1500); return () => clearTimeout(timer) }, [])
  // A new page starts with its title, for the eye and for a screen reader.
  useEffect(() => {
    const main = document.getElementById('main')
    main?.scrollTo(0, 0)
    if (document.activeElement === document.body) main?.focus({ preventScroll: true })
  }, [pathname])
  useShortcuts([
    { keys: 'mod+k', label: 'Search and commands', group: 'Everywhere', anywhere: true, run: () => setOpened(opened === 'palette' ? null : 'palette') },
    { keys: '?', label: 'All shortcuts', group: 'Everywhere', run: () => setOpened('sheet') },
    may('leads.write') && { keys: 'c', label: 'Create', group: 'Everywhere', run: () => setOpened('create') },
    { keys: '[', label: 'Fold the rail in or out', group: 'Everywhere', run: () => setSlim(!slim) },
    ...places.filter((p) => p.key && (!p.can || may(p.can))).map((p) => ({ keys: `g ${p.key}`, label: p.label, group: 'Go to', run: () => void navigate({ to: p.to }) })),
  ])

  const close = () => setOpened(null)
  return (
    <div className={`${css.shell} ${slim ? css.slim : ''}`}>
      <a href="#main" className="o-skip">Go to the content</a>
      <Rail slim={slim} onSlim={() => setSlim(!slim)} counters={counters} />
      <Top onOpen={setOpened} />
      <div className={css.column} style={{ gridColumn: 'auto / -1' }}>
        <OfflineRibbon line={line} />
        <UpdateRibbon />
        <StoppedRibbon />
        <SelfCheckRibbon />
        <SampleRibbon />
        <main id="main" className={css.main} tabIndex={-1}>{closed ? <NotAllowed what={`${closed.label} is for roles that may see it.`} /> : <Outlet />}</main>
      </div>
      <BottomBar counters={counters} />
      <Leaving />
      <Suspense><BulkWatch /></Suspense>
      <Toasts />
      <Suspense>
        {opened === 'palette' && <Palette onClose={close} onOpen={setOpened} />}
        {opened === 'sheet' && <ShortcutSheet onClose={close} />}
        {opened === 'create' && <CreateMenu onClose={close} onHere={setOpened} />}
        {(opened === 'task' || opened === 'log' || opened === 'meeting') && <Anywhere what={opened} onClose={close} />}
      </Suspense>
    </div>
  )
}
