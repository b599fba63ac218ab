// A task noted wherever one is: on the page of a lead, company or deal it is about that.
import { useLocation } from '@tanstack/react-router'
import { TaskForm } from './task-form.tsx'

/** The record whose page is open, or whose panel. */
export function useHere(): { leadId?: string; companyId?: string; dealId?: string } {
  const at = useLocation()
  const [, place, id] = /^\/(leads|companies|deals)\/([0-9a-f-]{36})/.exec(at.pathname) ?? [null, at.pathname.slice(1), (at.search as { open?: string }).open]
  if (!id || !/^[0-9a-f-]{36}$/.test(id)) return {}
  return place === 'leads' ? { leadId: id } : place === 'companies' ? { companyId: id } : place === 'deals' ? { dealId: id } : {}
}

export default function Anywhere({ onClose }: { what: 'task'; onClose: () => void }) {
  return <TaskForm first={useHere()} onClose={onClose} />
}
