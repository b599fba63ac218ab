// The line above every page: which workspace, search, create, and who you are.
import { switchWorkspace, whoAmI } from '#contract/accounts'
import { Button, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { Kbd } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCheck, IconChevronDown, IconClock, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconPlus, IconSearch, IconSun, IconUser } from '../ui/icons.ts'
import { Bell } from '../notices/bell.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { formatWhen, ownZone, placeOf, sameClock } from '../ui/values.tsx'
import { useSend } from './call.ts'
import { useMay, useSession, useSignOut } from './session.tsx'
import type { Opened } from './shell.tsx'
import css from './shell.module.css'

export function Top({ onOpen }: { onOpen: (what: Opened) => void }) {
  const may = useMay()
  const narrow = useNarrow()
  return (
    <header className={css.top}>
      <Workspace />
      <WhoseClock />
      <button type="button" className={css.search} onClick={() => onOpen('palette')} {...(narrow && { 'aria-label': 'Search and commands' })}>
        <Icon of={IconSearch} size={narrow ? 18 : 14} /><span>Search leads, campaigns, threads</span><Kbd keys="mod+k" />
      </button>
      {may('leads.write') && (
        <Tooltip label="Create: C">
          <Button variant="default" size="sm" px={narrow ? 8 : 12} {...(narrow && { 'aria-label': 'New' })} leftSection={narrow ? undefined : <Icon of={IconPlus} size={14} />} onClick={() => onOpen('create')}>{narrow ? <Icon of={IconPlus} /> : 'New'}</Button>
        </Tooltip>
      )}
      <Bell />
      <Person onOpen={onOpen} />
    </header>
  )
}

function Workspace() {
  const { workspace, workspaces } = useSession()
  const queries = useQueryClient()
  const go = useSend(switchWorkspace, { onDone: (session) => { queries.clear(); queries.setQueryData([whoAmI.path, {}, {}], session); location.assign('/') } })
  if (workspaces.length < 2) return <span className={css.workspace} style={{ cursor: 'default' }}><span className="o-clip">{workspace.name}</span></span>
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target><button type="button" className={css.workspace} aria-label={`Workspace ${workspace.name}`}><span className="o-clip">{workspace.name}</span><Icon of={IconChevronDown} size={14} /></button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Workspaces</Menu.Label>
        {workspaces.map((w) => <Menu.Item key={w.id} rightSection={w.id === workspace.id ? <Icon of={IconCheck} size={14} /> : null} onClick={() => w.id !== workspace.id && go.mutate({ body: { workspaceId: w.id } })}>{w.name}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  )
}

const timeIn = (zone: string): string => `${formatWhen(new Date(), zone)} in ${placeOf(zone)}`

/** Times are the workspace's. Who sits under another clock is told so, with both. */
function WhoseClock() {
  const { timeZone } = useSession().workspace
  if (sameClock(timeZone, ownZone)) return null
  return (
    <Tooltip multiline maw={280} events={{ hover: true, focus: true, touch: true }} label={`Times are those of the workspace: it is ${timeIn(timeZone)} and ${timeIn(ownZone)}, where you are.`}>
      <span className={css.clock} tabIndex={0}><Icon of={IconClock} size={14} />{placeOf(timeZone)}<span className="o-hidden"> time</span></span>
    </Tooltip>
  )
}

export const initials = (name: string) => name.split(/\s+/).filter(Boolean).map((w) => [...w][0]).filter((_, i, all) => i === 0 || i === all.length - 1).join('').toUpperCase()

const looks = [
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
] as const

function Person({ onOpen }: { onOpen: (what: Opened) => void }) {
  const { user, role } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const signOut = useSignOut()
  const navigate = useNavigate()
  return (
    <Menu width={260}>
      <Menu.Target><button type="button" className={css.face} aria-label={`${initials(user.name)}, ${user.name}: your menu`}>{initials(user.name)}</button></Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '6px 12px 10px' }}>
          <div className="o-strong o-clip">{user.name}</div>
          <div className="o-muted o-clip" style={{ fontSize: 12 }}>{user.email}, {role}</div>
        </div>
        <Menu.Label>Appearance</Menu.Label>
        {looks.map((look) => (
          <Menu.Item key={look.value} closeMenuOnClick={false} leftSection={<Icon of={look.icon} />} rightSection={colorScheme === look.value && <Icon of={IconCheck} size={14} />} onClick={() => setColorScheme(look.value)}>
            {look.label}{colorScheme === look.value && <span className="o-hidden"> (in use)</span>}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon of={IconUser} />} onClick={() => void navigate({ to: '/settings/you' })}>Your account</Menu.Item>
        <Menu.Item leftSection={<Icon of={IconKeyboard} />} rightSection={<Kbd keys="?" />} onClick={() => onOpen('sheet')}>Shortcuts</Menu.Item>
        <Menu.Item leftSection={<Icon of={IconLogout} />} onClick={() => signOut.mutate({})}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
