// A campaign: what happens next in one sentence, the steps with their numbers, everybody in it.
import { archiveCampaign, cancelLaunch, diagnoseCampaign, dryRunCampaign, duplicateCampaign, getCampaign, listCampaigns, pauseCampaign, previewResume, resumeCampaign, type CampaignView } from '#contract/campaigns'
import { Anchor, Button, Menu } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import css from '../campaigns/campaigns.module.css'
import { Enrolled } from '../campaigns/enrolled.tsx'
import { Findings } from '../campaigns/findings.tsx'
import { Resume } from '../campaigns/resume.tsx'
import { DayBars } from '../campaigns/day-bars.tsx'
import { StepsEditor } from '../campaigns/steps-editor.tsx'
import { Versions } from '../campaigns/versions.tsx'
import { WrongMail } from '../campaigns/wrong-mail.tsx'
import { daysWords, statusOf } from '../campaigns/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDots, IconPlayerPause, IconPlayerPlay } from '../ui/icons.ts'
import { Card, Filters, Page, PageHeader } from '../ui/page.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { Noise } from '../tracking/noise.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted, Num, placeOf } from '../ui/values.tsx'

export default function Campaign() {
  const { campaignId } = useParams({ strict: false }) as { campaignId: string }
  const campaign = useCall(getCampaign, { params: { id: campaignId } })
  const [url] = useUrlState()
  return <Page {...(url.tab === 'leads' && { width: 'full' as const })}><Loaded from={campaign}>{(c) => <One campaign={c} />}</Loaded></Page>
}

function One({ campaign: c }: { campaign: CampaignView }) {
  const [url, setUrl] = useUrlState()
  const tab = url.tab ?? 'steps'
  const why = url.why === '1', got = c.steps.find((s) => s.id === url.got)
  return (
    <>
      <PageHeader title={c.name} back={{ to: '/campaigns', label: 'Campaigns' }} beside={<StatusBadge tone={statusOf[c.status].tone} live={c.status === 'active'}>{statusOf[c.status].words}</StatusBadge>} action={<Actions campaign={c} />} />
      <div className={css.head}><span>{c.head}</span>{c.status !== 'archived' && <Anchor component="button" type="button" size="sm" onClick={() => setUrl({ why: '1' })}>Why is it not sending?</Anchor>}</div>
      {c.holdUntil && c.status === 'active' && <Hold campaign={c} />}
      {c.enrolling ? <Notice>{counted(c.enrolling, 'lead is', 'leads are')} still being taken in; you can leave this page.</Notice> : null}
      <Filters><FilterChips always label="View" value={tab} onChange={(t) => setUrl({ tab: t, open: undefined, search: undefined, state: undefined })} choices={[{ value: 'steps', label: 'Steps' }, { value: 'leads', label: 'Leads', count: c.counters.total }]} /></Filters>
      {tab === 'leads' ? <Enrolled campaignId={c.id} /> : (
        <div className={css.columns}>
          <div className={css.stack}>
            <Card flush><Tiles campaign={c} /></Card>
            <StepsEditor campaign={c} mayWrite={false} beside={(s) => s.kind === 'email' && s.numbers.sent > 0 ? <Button size="compact-xs" variant="subtle" onClick={() => setUrl({ got: s.id })}>Who got it</Button> : null} />
          </div>
          <div className={css.stack}><HowItSends campaign={c} />{(c.status === 'active' || c.status === 'paused') && <WhatComes campaign={c} />}<Noise campaignId={c.id} days={366} /><Versions campaign={c} /></div>
        </div>
      )}
      {got && <WrongMail campaign={c} step={got} onClose={() => setUrl({ got: undefined })} />}
      {why && <Why id={c.id} onClose={() => setUrl({ why: undefined })} />}
    </>
  )
}

const Tiles = ({ campaign: { counters: n } }: { campaign: CampaignView }) => (
  <div className={css.tiles}>
    {([['Leads', n.total], ['Wait for approval', n.waitingApproval], ['Sent', n.sent], ['Answered', n.replied], ['Bounced', n.bounced], ['Opted out', n.optedOut]] as const).map(([label, value]) => (
      <div key={label} className={css.tile}><b><Num of={value} /></b><span>{label}</span></div>
    ))}
  </div>
)

function WhatComes({ campaign: c }: { campaign: CampaignView }) {
  const dry = useCall(dryRunCampaign, { params: { id: c.id } })
  return <Card title="What comes"><Loaded from={dry}>{(d) => <DayBars dryRun={d} mailboxes={c.mailboxes} most={14} />}</Loaded></Card>
}

function HowItSends({ campaign: c }: { campaign: CampaignView }) {
  const mayChange = useMay()('campaigns.write') && c.status !== 'archived'
  return (
    <Card title="How it sends" beside={<div className={css.actions}><Button component={Link} to={`/campaigns/${c.id}/rules`} size="xs" variant="default">Rules</Button>{mayChange && <Button component={Link} to={`/campaigns/${c.id}/build`} size="xs" variant="default">Change</Button>}</div>}>
      <dl className={css.facts}>
        <dt>When</dt><dd>{daysWords(c.days)}, {c.windowStart.slice(0, 5)} to {c.windowEnd.slice(0, 5)} in the lead’s own time; {placeOf(c.timeZone)} where it is not known</dd>
        <dt>From</dt><dd>{c.mailboxes.length ? c.mailboxes.map((m) => `${m.address} (${m.dailyLimit} a day)`).join(', ') : 'No mailbox chosen'}</dd>
        <dt>Approval</dt><dd>{c.approval === 'all' ? 'A person approves every mail' : 'Mails that pass every check go out by themselves'}</dd>
        <dt>Tracking</dt><dd>{c.trackOpens || c.trackClicks ? [c.trackOpens && 'opens', c.trackClicks && 'clicks'].filter(Boolean).join(' and ') : 'Off'}</dd>
        <dt>Way out</dt><dd>{c.unsubscribeHeader ? 'One-click unsubscribe' : 'Only by answering'}</dd>
      </dl>
    </Card>
  )
}

function Actions({ campaign: c }: { campaign: CampaignView }) {
  const may = useMay()
  const navigate = useNavigate()
  const [archiving, setArchiving] = useState(false)
  const touches = [getCampaign, listCampaigns, '/campaigns', '/home']
  const pause = useSend(pauseCampaign, { touches, onError: toastError, onDone: () => toast('Paused. Nobody gets a mail until you resume.', { undo: () => resume.mutate({ params: { id: c.id }, body: {} }) }) })
  const resume = useSend(resumeCampaign, { touches, onError: toastError, onDone: (r) => toast(r.respread.sentence || 'Running again.') })
  const archive = useSend(archiveCampaign, { touches, onError: toastError, onDone: () => toast('Archived. Nothing of it will be sent.') })
  const copy = useSend(duplicateCampaign, { touches, onError: toastError, onDone: (d) => void navigate({ to: '/campaigns/$campaignId/build', params: { campaignId: d.id } }) })
  const mayResume = c.status === 'paused' && may('campaigns.launch')
  const late = useCall(previewResume, { params: { id: c.id } }, { enabled: mayResume })
  const [resuming, setResuming] = useState(false)
  const mayPause = c.status === 'active' && may('campaigns.write')
  useShortcuts([mayPause && { keys: 'p', label: 'Pause', group: 'On this page', run: () => pause.mutate({ params: { id: c.id }, body: {} }) }])
  return (
    <>
      {may('campaigns.write') && <Menu position="bottom-end">
        <Menu.Target><Button variant="default" aria-label="More" px={8}><Icon of={IconDots} /></Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => copy.mutate({ params: { id: c.id }, body: {} })}>Duplicate</Menu.Item>
          {c.status !== 'archived' && may('campaigns.launch') && <Menu.Item color="bad" onClick={() => setArchiving(true)}>Archive</Menu.Item>}
        </Menu.Dropdown>
      </Menu>}
      {mayPause && <Button variant="default" leftSection={<Icon of={IconPlayerPause} />} loading={pause.isPending} onClick={() => pause.mutate({ params: { id: c.id }, body: {} })}>Pause</Button>}
      {c.status === 'draft' && may('campaigns.write') && <Button component={Link} to={`/campaigns/${c.id}/build`} variant="default">Build</Button>}
      {c.status === 'draft' && may('campaigns.launch') && <Button component={Link} to={`/campaigns/${c.id}/launch`}>Review and launch</Button>}
      {mayResume && <Button leftSection={<Icon of={IconPlayerPlay} />} loading={resume.isPending} onClick={() => (late.data?.older.length ? setResuming(true) : resume.mutate({ params: { id: c.id }, body: {} }))}>Resume</Button>}
      {late.data && <Resume campaignId={c.id} all={late.data} opened={resuming} busy={resume.isPending} onClose={() => setResuming(false)} onResume={(leaveOutOlderThanDays) => { resume.mutate({ params: { id: c.id }, body: leaveOutOlderThanDays ? { leaveOutOlderThanDays } : {} }); setResuming(false) }} />}
      <ConfirmTyped opened={archiving} onClose={() => setArchiving(false)} title={`Archive ${c.name}?`} confirm="Archive" busy={archive.isPending} onConfirm={() => { archive.mutate({ params: { id: c.id } }); setArchiving(false) }}>
        Every mail that is still planned is cancelled for good. What was sent, and every answer, stays.
      </ConfirmTyped>
    </>
  )
}

function Hold({ campaign: c }: { campaign: CampaignView }) {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const count = () => setLeft(Math.max(0, Math.ceil((new Date(c.holdUntil!).getTime() - Date.now()) / 1000)))
    count()
    const timer = setInterval(count, 500)
    return () => clearInterval(timer)
  }, [c.holdUntil])
  const back = useSend(cancelLaunch, { touches: [getCampaign, '/campaigns'], onError: toastError, onDone: () => toast('Taken back. Nothing was sent.') })
  if (left === 0) return null
  return <Notice action={<Button size="xs" variant="default" loading={back.isPending} onClick={() => back.mutate({ params: { id: c.id } })}>Take it back</Button>}>Launched. The first mail waits another <b className="o-num">{counted(left, 'second')}</b>.</Notice>
}

function Why({ id, onClose }: { id: string; onClose: () => void }) {
  const diagnosis = useCall(diagnoseCampaign, { params: { id } })
  return <SidePanel label="Why is it not sending?" title="Why is it not sending?" says={diagnosis.data?.head} onClose={onClose}><Loaded from={diagnosis}>{(d) => <Findings findings={d.findings} />}</Loaded></SidePanel>
}
