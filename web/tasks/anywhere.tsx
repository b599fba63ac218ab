// A task noted, something logged or a meeting booked, wherever one is: on the page of a lead, company or deal it is about that.
import { useLocation } from '@tanstack/react-router'
import { MeetingForm } from '../meetings/meeting-form.tsx'
import { LogForm } from './log-form.tsx'
import { TaskForm } from './task-form.tsx'

/** The record whose page is open, or whose panel. */
export function useHere(): { leadId?: string; companyId?: string; dealId?: string } {
  const at = useLocation()
  const [, place, id] = /^\/(leads|companies|deals)\/([0-9a-f-]{36})/.exec(at.pathname) ?? [null, at.pathname.slice(1), (at.search as { open?: string }).open]
  if (!id || !/^[0-9a-f-]{36}$/.test(id)) return {}
  return place === 'leads' ? { leadId: id } : place === 'companies' ? { companyId: id } : place === 'deals' ? { dealId: id } : {}
}

export default function Anywhere({ what, onClose }: { what: 'task' | 'log' | 'meeting'; onClose: () => void }) {
  const here = useHere()
  if (what === 'meeting') return <MeetingForm first={here} onClose={onClose} />
  return what === 'log' ? <LogForm about={here} onClose={onClose} /> : <TaskForm first={here} onClose={onClose} />
}
