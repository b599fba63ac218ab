// Where one can go. The rail, the bottom bar, the palette and the G keys all read this list.
import type { Permission } from '#contract/roles'
import type { IconType } from '../ui/icon.tsx'
import { IconAt, IconBan, IconBell, IconBriefcase, IconBuilding, IconCalendarEvent, IconChartBar, IconChecks, IconCopy, IconFileImport, IconHome, IconInbox, IconMail, IconMailForward, IconMailPlus, IconNote, IconSend, IconSettings, IconSquareCheck, IconStack2, IconTrash, IconUserPlus, IconUsers, IconUser } from '../ui/icons.ts'

export interface Place {
  to: string
  label: string
  icon: IconType
  /** After G. */
  key?: string
  part: 'work' | 'apart' | 'palette'
  can?: Permission
  /** Which counter stands beside it. */
  counts?: 'unread' | 'approvals' | 'troubled'
  /** Shown in the bar of a phone. */
  onPhone?: boolean
}

export const places: Place[] = [
  { to: '/', label: 'Today', icon: IconHome, key: 't', part: 'work', onPhone: true },
  { to: '/inbox', label: 'Inbox', icon: IconInbox, key: 'i', part: 'work', can: 'inbox.read', counts: 'unread', onPhone: true },
  { to: '/approvals', label: 'Approvals', icon: IconChecks, key: 'p', part: 'work', can: 'writing.read', counts: 'approvals', onPhone: true },
  { to: '/tasks', label: 'Tasks', icon: IconSquareCheck, key: 'k', part: 'work', can: 'tasks.read' },
  { to: '/meetings', label: 'Meetings', icon: IconCalendarEvent, key: 'e', part: 'work', can: 'meetings.read' },
  { to: '/leads', label: 'Leads', icon: IconUsers, key: 'l', part: 'work', can: 'leads.read', onPhone: true },
  { to: '/companies', label: 'Companies', icon: IconBuilding, key: 'o', part: 'work', can: 'leads.read' },
  { to: '/campaigns', label: 'Campaigns', icon: IconSend, key: 'c', part: 'work', can: 'campaigns.read' },
  { to: '/deals', label: 'Deals', icon: IconBriefcase, key: 'd', part: 'work', can: 'deals.read' },
  { to: '/outbox', label: 'Outbox', icon: IconMailForward, key: 'b', part: 'work', can: 'campaigns.read', counts: 'troubled' },
  { to: '/numbers', label: 'Numbers', icon: IconChartBar, key: 'a', part: 'work', can: 'numbers.read' },
  { to: '/mailboxes', label: 'Mailboxes', icon: IconAt, key: 'm', part: 'apart', can: 'mailboxes.read' },
  { to: '/settings', label: 'Settings', icon: IconSettings, key: 's', part: 'apart', can: 'settings.read' },
  { to: '/imports', label: 'Imports', icon: IconFileImport, part: 'palette', can: 'leads.read' },
  { to: '/segments', label: 'Lists and segments', icon: IconStack2, part: 'palette', can: 'leads.read' },
  { to: '/suppression', label: 'Do not contact', icon: IconBan, part: 'palette', can: 'leads.read' },
  { to: '/duplicates', label: 'Duplicates', icon: IconCopy, part: 'palette', can: 'leads.read' },
  { to: '/trash', label: 'Trash', icon: IconTrash, part: 'palette', can: 'leads.read' },
  { to: '/notices', label: 'Notices', icon: IconBell, part: 'palette' },
  { to: '/settings/team', label: 'Team and invitations', icon: IconUser, part: 'palette', can: 'team.read' },
]

/** What C offers, each with the letter that follows. The page at `to` opens its form when it sees `?new=`. */
export const makeable: { to: string; search: Record<string, string>; label: string; icon: IconType; key: string; can: Permission; /** Opens where one is instead of going there. */ here?: 'task' | 'log' | 'meeting' }[] = [
  { to: '/leads', search: { new: 'lead' }, label: 'Lead', icon: IconUserPlus, key: 'l', can: 'leads.write' },
  { to: '/tasks', search: { new: 'task' }, label: 'Task', icon: IconSquareCheck, key: 't', can: 'tasks.write', here: 'task' },
  { to: '/meetings', search: { new: 'meeting' }, label: 'Meeting', icon: IconCalendarEvent, key: 'e', can: 'meetings.write', here: 'meeting' },
  { to: '/tasks', search: {}, label: 'Log a call, mail, meeting or note', icon: IconNote, key: 'g', can: 'tasks.write', here: 'log' },
  { to: '/imports', search: { new: 'import' }, label: 'Import from a file', icon: IconFileImport, key: 'i', can: 'leads.import' },
  { to: '/deals', search: { new: 'deal' }, label: 'Deal', icon: IconBriefcase, key: 'd', can: 'deals.write' },
  { to: '/campaigns', search: { new: 'campaign' }, label: 'Campaign', icon: IconMail, key: 'c', can: 'campaigns.write' },
  { to: '/mailboxes', search: { new: 'mailbox' }, label: 'Mailbox', icon: IconMailPlus, key: 'm', can: 'mailboxes.connect' },
]
