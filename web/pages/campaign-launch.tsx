// The page to sign: who, when, how many a day, who is left out and why, and what stands in the way.
import { checkCampaignLinks, getCampaign, launchCampaign, launchPage, listCampaigns, type LaunchView } from '#contract/campaigns'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import css from '../campaigns/campaigns.module.css'
import { DayBars } from '../campaigns/day-bars.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconAlertTriangle, IconCircleCheck } from '../ui/icons.ts'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Bone, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'

export default function CampaignLaunch() {
  const { campaignId } = useParams({ strict: false }) as { campaignId: string }
  const launch = useCall(launchPage, { params: { id: campaignId } })
  const campaign = useCall(getCampaign, { params: { id: campaignId } })
  // The links of its mails are followed while the page is read; what comes of it joins the checks.
  const mayWrite = useMay()('campaigns.write')
  const { mutate: follow } = useSend(checkCampaignLinks, { touches: [launchPage] })
  useEffect(() => { if (mayWrite) follow({ params: { id: campaignId } }) }, [campaignId, mayWrite, follow])
  return (
    <Page width="middle">
      <PageHeader title={campaign.data ? `Launch ${campaign.data.name}` : 'Launch'} back={{ to: `/campaigns/${campaignId}`, label: 'Back to the campaign' }} />
      <Loaded from={launch} bones={<div className={css.stack}><Bone h={90} r={10} /><Bone h={220} r={10} /></div>}>{(l) => <Sheet launch={l} id={campaignId} />}</Loaded>
    </Page>
  )
}

function Sheet({ launch: l, id }: { launch: LaunchView; id: string }) {
  return (
    <>
      <div className={css.stack}>
        <Card><p className={css.big}>{l.who.sentence}</p><p className={css.muted}>{l.when.sentence}</p></Card>
        <div className={css.columns}>
          <div className={css.stack}>
            <Card title="What stands in the way"><Checks launch={l} /></Card>
            <Card title="How many a day"><DayBars dryRun={l.dryRun} mailboxes={l.mailboxes} /></Card>
          </div>
          <div className={css.stack}>
            <Card title="From">{l.mailboxes.length ? <ul className={css.out}>{l.mailboxes.map((m) => <li key={m.id}>{m.address}<small>{m.dailyLimit} a day, {counted(m.leads, 'lead')}</small></li>)}</ul> : <p className={css.muted}>No mailbox chosen.</p>}</Card>
            <Card title="Left out"><LeftOutList launch={l} /></Card>
          </div>
        </div>
      </div>
      <Sign launch={l} id={id} />
    </>
  )
}

function Checks({ launch }: { launch: LaunchView }) {
  return (
    <ul className={css.checks}>
      {launch.checks.map((c, i) => (
        <li key={`${c.code}${i}`} className={`${css.check} ${css[c.colour]}`}>
          <Icon of={c.colour === 'green' ? IconCircleCheck : IconAlertTriangle} />
          <span>{c.sentence} {c.mend && <span className={css.mend}>{c.mend}</span>}</span>
          {c.link && c.colour !== 'green' && <Link to={c.link}>Mend</Link>}
        </li>
      ))}
    </ul>
  )
}

function LeftOutList({ launch }: { launch: LaunchView }) {
  if (!launch.leftOut.length) return <p className={css.muted}>Nobody.</p>
  return <ul className={css.out}>{launch.leftOut.map((o) => <li key={o.code}>{o.sentence}<small>{o.examples.map((e) => e.name).join(', ')}{o.count > o.examples.length && ` and ${o.count - o.examples.length} more`}</small></li>)}</ul>
}

function Sign({ launch: l, id }: { launch: LaunchView; id: string }) {
  const may = useMay()('campaigns.launch')
  const navigate = useNavigate()
  const [amber, setAmber] = useState(false)
  const [typed, setTyped] = useState('')
  const [anyway, setAnyway] = useState(false)
  const ambers = l.checks.filter((c) => c.colour === 'amber').length
  const send = useSend(launchCampaign, {
    touches: [getCampaign, listCampaigns, '/campaigns', '/home'], onError: toastError,
    onDone: () => { toast(l.holdSeconds ? `Launched. The first mail waits ${l.holdSeconds} seconds.` : 'Launched.'); void navigate({ to: '/campaigns/$campaignId', params: { campaignId: id } }) },
  })
  const passes = !l.canLaunch && l.canLaunchAnyway && anyway
  const ready = (l.canLaunch || passes) && (!ambers || amber) && (l.typeNumber === null || typed.trim() === String(l.typeNumber))
  return (
    <form className={css.sign} onSubmit={(e) => { e.preventDefault(); if (ready) send.mutate({ params: { id }, body: { acceptAmber: amber, anyway: passes, ...(l.typeNumber !== null && { typedNumber: Number(typed) }) } }) }}>
      <p>{!may ? 'Launching needs a manager, an admin or the owner.' : !l.canLaunch && !passes ? 'What is red has to be mended first.' : `${counted(l.who.ready, 'lead')} approved. The first mail waits ${l.holdSeconds} seconds, in which you can take the launch back.`}</p>
      {!l.canLaunch && l.canLaunchAnyway && may && <Checkbox label="Launch anyway, without DMARC" checked={anyway} onChange={(e) => setAnyway(e.currentTarget.checked)} />}
      {(l.canLaunch || passes) && ambers > 0 && <Checkbox label={`I have read the ${counted(ambers, 'amber note')}`} checked={amber} onChange={(e) => setAmber(e.currentTarget.checked)} />}
      {l.typeNumber !== null && <TextInput aria-label={`Type ${l.typeNumber} to launch`} placeholder={`Type ${l.typeNumber}`} w={120} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />}
      <Button type="submit" size="md" disabled={!ready || !may} loading={send.isPending}>Launch</Button>
    </form>
  )
}
