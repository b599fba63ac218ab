// What a condition can name by id: lists, campaigns, imports, people; and what those are called.
import { listMembers } from '#contract/accounts'
import { listCampaigns } from '#contract/campaigns'
import { listImports } from '#contract/imports'
import { listLists } from '#contract/leads'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useStatuses } from './statuses.tsx'

export type IdChoices = Record<'list' | 'campaign' | 'import' | 'owner', { value: string; label: string }[] | undefined>

export function useIdChoices(): { idChoices: IdChoices; names: Map<string, string> } {
  const may = useMay(), statuses = useStatuses()
  const lists = useCall(listLists), campaigns = useCall(listCampaigns, { query: { limit: 100 } }), imports = useCall(listImports, { query: { limit: 50 } }), members = useCall(listMembers, undefined, { enabled: may('team.read') })
  const idChoices: IdChoices = {
    list: lists.data?.items.map((l) => ({ value: l.id, label: l.name })), campaign: campaigns.data?.items.map((c) => ({ value: c.id, label: c.name })),
    import: imports.data?.items.map((i) => ({ value: i.id, label: i.fileName })), owner: members.data?.items.map((m) => ({ value: m.userId, label: m.name })),
  }
  return { idChoices, names: new Map([...Object.values(idChoices).flatMap((some) => (some ?? []).map((c): [string, string] => [c.value, c.label])), ...statuses.all.map((s): [string, string] => [`status:${s.key}`, s.name])]) }
}
