import { funnel } from '#contract/analytics'
import { listCampaigns } from '#contract/campaigns'
import { Button, SegmentedControl, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { useSession } from '../app/session.tsx'
import { DayByDay } from '../numbers/day-by-day.tsx'
import { FunnelSteps, FunnelTable } from '../numbers/funnel.tsx'
import css from '../numbers/funnel.module.css'
import { RowsPanel } from '../numbers/number-link.tsx'
import { daysOf, periods } from '../numbers/period.ts'
import { Noise } from '../tracking/noise.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { IconChartBar } from '../ui/icons.ts'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { Bone, EmptyState, Loaded } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'

type By = 'campaign' | 'step' | 'tone' | 'mailbox' | 'provider' | 'domain'
const ways = [{ value: 'campaign', label: 'Campaign' }, { value: 'step', label: 'Step' }, { value: 'tone', label: 'Tone' }, { value: 'mailbox', label: 'Mailbox' }, { value: 'domain', label: 'Sending domain' }, { value: 'provider', label: 'Recipient’s provider' }]

export default function Numbers() {
  const [url, setUrl] = useUrlState()
  const { workspace } = useSession()
  const period = url.period ?? '30'
  const campaigns = useCall(listCampaigns, { query: { limit: 200 } })
  const asked = useCall(funnel, { query: { by: (url.by ?? 'campaign') as By, count: (url.count ?? 'leads') as 'leads', campaignId: url.campaign, ...daysOf(period, workspace.timeZone) } })
  return (
    <Page>
      <PageHeader title="Numbers" />
      <Filters>
        <FilterChips label="Period" choices={periods} value={period} always onChange={(v) => setUrl({ period: v === '30' ? undefined : v })} />
        <Select aria-label="Campaign" placeholder="All campaigns" clearable searchable w={{ base: '100%', xs: 220 }} data={(campaigns.data?.items ?? []).map((c) => ({ value: c.id, label: c.name }))} value={url.campaign ?? null} onChange={(v) => setUrl({ campaign: v ?? undefined })} />
        <SegmentedControl size="xs" aria-label="Count" data={[{ value: 'leads', label: 'People' }, { value: 'mails', label: 'Mails' }]} value={url.count ?? 'leads'} onChange={(v) => setUrl({ count: v === 'leads' ? undefined : v })} />
      </Filters>
      <Loaded from={asked} bones={<div className={css.grid}><Bone w="min(520px, 90%)" h={28} /><Bone h={260} r={10} /><Bone h={240} r={10} /></div>}>
        {(answer) => answer.total.sent.count === 0 ? (
          <EmptyState icon={IconChartBar} title="Nothing was sent in this time" action={<Button component={Link} to="/campaigns">Go to campaigns</Button>}>
            As soon as a mail leaves, it is counted here: delivered, answered, positive, each with the rows behind it.
          </EmptyState>
        ) : (
          <div className={css.grid}>
            <p className={css.says} style={{ margin: 0 }}>{answer.sentence}</p>
            <FunnelSteps answer={answer} />
            <DayByDay days={Number(period) || 365} campaignId={url.campaign} />
            <div>
              <Filters><FilterChips label="Compare by" choices={ways} value={url.by ?? 'campaign'} always onChange={(v) => setUrl({ by: v === 'campaign' ? undefined : v })} /></Filters>
              <FunnelTable answer={answer} />
            </div>
            <Noise days={Number(period) || 366} campaignId={url.campaign} />
          </div>
        )}
      </Loaded>
      <RowsPanel />
    </Page>
  )
}
