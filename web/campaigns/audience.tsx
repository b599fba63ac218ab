// Whom it writes to: everybody, a list, or what a view finds; and who would be left out, before anything happens.
import { enrollLeads, getCampaign, previewAudience, type Audience as AudienceBody, type CampaignView } from '#contract/campaigns'
import { listLists, type LeadFilter } from '#contract/leads'
import { listViews } from '#contract/views'
import { Button, Group, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import css from './campaigns.module.css'

export function AudienceCard({ campaign }: { campaign: CampaignView }) {
  const mayTake = useMay()('campaigns.write') && campaign.status !== 'archived'
  const lists = useCall(listLists, undefined, { enabled: mayTake }), views = useCall(listViews, { query: { of: 'leads' } }, { enabled: mayTake })
  const [choice, setChoice] = useState<string | null>(null)
  const preview = useSend(previewAudience, { onError: toastError })
  const enroll = useSend(enrollLeads, { touches: [getCampaign, '/campaigns', '/drafts', '/leads'], onError: toastError, onDone: (r) => { toast(`${counted(r.enrolled, 'lead')} taken in. Research and writing have begun.`); setChoice(null); preview.reset() } })
  const bodyOf = (v: string): AudienceBody => {
    if (v.startsWith('list:')) return { listId: v.slice(5) }
    const view = views.data?.items.find((f) => `view:${f.id}` === v)?.state
    return { filter: (view?.filter as LeadFilter | undefined) ?? { all: [] }, ...(view?.search && { search: view.search }) }
  }
  const data = [
    { group: 'All', items: [{ value: 'all', label: 'All leads' }] },
    { group: 'Lists', items: (lists.data?.items ?? []).map((l) => ({ value: `list:${l.id}`, label: `${l.name} (${l.leads})` })) },
    { group: 'Views', items: (views.data?.items ?? []).map((f) => ({ value: `view:${f.id}`, label: f.name })) },
  ].filter((g) => g.items.length)
  const p = preview.data
  const now = campaign.counters.total ? `${counted(campaign.counters.total, 'lead')} in this campaign.` : 'Nobody yet.'
  if (!mayTake) return <p className={css.muted}>{now}</p>
  return (
    <div className={css.fields}>
      <p className={css.muted}>{now} <Link to="/leads">Choose single leads on the Leads page</Link>, or take in many here:</p>
      <Group gap="xs" align="flex-end">
        <Select label="Leads" placeholder="Choose whom" searchable data={data} value={choice} w={300} maw="100%" onChange={(v) => { setChoice(v); if (v) preview.mutate({ params: { id: campaign.id }, body: bodyOf(v) }); else preview.reset() }} />
        <Button disabled={!choice || !p?.fits} loading={enroll.isPending} variant="default" onClick={() => choice && enroll.mutate({ params: { id: campaign.id }, body: bodyOf(choice) })}>{p?.fits ? `Take in ${counted(p.fits, 'lead')}` : 'Take in'}</Button>
      </Group>
      {p && choice && <div><p>{p.sentence}</p><ul className={css.out}>{p.leftOut.map((o) => <li key={o.code}>{o.sentence}<small>{o.examples.map((e) => e.name).join(', ')}{o.count > o.examples.length && ` and ${o.count - o.examples.length} more`}</small></li>)}</ul></div>}
    </div>
  )
}
