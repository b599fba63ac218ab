// What people are called whose ids stand in a record.
import { listMembers } from '#contract/accounts'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'

export function useNames(): (id: string) => string | undefined {
  const members = useCall(listMembers, {}, { enabled: useMay()('team.read') })
  return (id) => members.data?.items.find((m) => m.userId === id)?.name
}
