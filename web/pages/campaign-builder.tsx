// Building a campaign: the steps, whom, from where and when. Each part saves by itself.
import { getCampaign, type CampaignView } from '#contract/campaigns'
import { Button } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { AudienceCard } from '../campaigns/audience.tsx'
import css from '../campaigns/campaigns.module.css'
import { SendingForm } from '../campaigns/sending-form.tsx'
import { StepsEditor } from '../campaigns/steps-editor.tsx'
import { Versions } from '../campaigns/versions.tsx'
import { statusOf } from '../campaigns/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Loaded, Notice } from '../ui/states.tsx'
import { counted } from '../ui/values.tsx'

export default function CampaignBuilder() {
  const { campaignId } = useParams({ strict: false }) as { campaignId: string }
  const campaign = useCall(getCampaign, { params: { id: campaignId } })
  return <Page><Loaded from={campaign}>{(c) => <Builder campaign={c} />}</Loaded></Page>
}

function Builder({ campaign: c }: { campaign: CampaignView }) {
  const n = c.counters
  const mayWrite = useMay()('campaigns.write') && c.status !== 'archived'
  return (
    <>
      <PageHeader
        title={c.name} back={{ to: `/campaigns/${c.id}`, label: 'Back to the campaign' }} beside={<StatusBadge tone={statusOf[c.status].tone}>{statusOf[c.status].words}</StatusBadge>}
        action={<>
          {n.waitingApproval > 0 && <Button component={Link} to="/approvals" search={{ campaign: c.id } as never} variant={c.status === 'draft' ? 'default' : 'filled'}>Approve {counted(n.waitingApproval, 'lead')}</Button>}
          {c.status === 'draft' && <Button component={Link} to={`/campaigns/${c.id}/launch`}>Review and launch</Button>}
        </>}
      />
      {n.preparing > 0 && <Notice>{counted(n.preparing, 'lead is', 'leads are')} being researched and written to. You can leave this page.</Notice>}
      <div className={css.columns} style={{ marginTop: 12 }}>
        <div className={css.stack}>
          <Card title="Steps"><StepsEditor campaign={c} mayWrite={mayWrite} /></Card>
          <Versions campaign={c} />
          <Card title="Whom"><AudienceCard campaign={c} /></Card>
        </div>
        <Card title="From where, and when"><SendingForm key={c.id} campaign={c} /></Card>
      </div>
    </>
  )
}
