// Building a campaign: the steps, whom, from where and when. Each part saves by itself.
import { addStep, getCampaign, orderSteps, removeStep, type CampaignView, type StepView } from '#contract/campaigns'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { AudienceCard } from '../campaigns/audience.tsx'
import css from '../campaigns/campaigns.module.css'
import { SendingForm } from '../campaigns/sending-form.tsx'
import { MailForm, WaitForm } from '../campaigns/step-form.tsx'
import { StepLine } from '../campaigns/step-line.tsx'
import { statusOf } from '../campaigns/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from '../ui/icons.ts'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Loaded, Notice } from '../ui/states.tsx'
import { toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'

export default function CampaignBuilder() {
  const { campaignId } = useParams({ strict: false }) as { campaignId: string }
  const campaign = useCall(getCampaign, { params: { id: campaignId } })
  return <Page><Loaded from={campaign}>{(c) => <Builder campaign={c} />}</Loaded></Page>
}

function Builder({ campaign: c }: { campaign: CampaignView }) {
  const n = c.counters
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
          <Card title="Steps"><Steps campaign={c} /></Card>
          <Card title="Whom"><AudienceCard campaign={c} /></Card>
        </div>
        <Card title="From where, and when"><SendingForm key={c.id} campaign={c} /></Card>
      </div>
    </>
  )
}

function Steps({ campaign: c }: { campaign: CampaignView }) {
  const [open, setOpen] = useState<string>()
  const touches = [getCampaign]
  const add = useSend(addStep, { touches, onError: toastError, onDone: (after) => setOpen(after.steps.at(-1)?.id) })
  const remove = useSend(removeStep, { touches, onError: toastError })
  const order = useSend(orderSteps, { touches, onError: toastError })
  const draft = c.status === 'draft'
  const move = (at: number, by: number) => {
    const ids = c.steps.map((s) => s.id)
    const [id] = ids.splice(at, 1)
    if (id) { ids.splice(at + by, 0, id); order.mutate({ params: { id: c.id }, body: { stepIds: ids } }) }
  }
  const actions = (step: StepView, at: number) => open === step.id ? null : (
    <>
      {draft && at > 0 && <Act label="Move up" icon={IconArrowUp} onClick={() => move(at, -1)} />}
      {draft && at < c.steps.length - 1 && <Act label="Move down" icon={IconArrowDown} onClick={() => move(at, 1)} />}
      <Act label="Change" icon={IconPencil} onClick={() => setOpen(step.id)} />
      {draft && <Act label="Remove" icon={IconTrash} onClick={() => remove.mutate({ params: { id: c.id, stepId: step.id } })} />}
    </>
  )
  const form = (step: StepView) => open !== step.id ? undefined : step.kind === 'wait'
    ? <WaitForm campaign={c} step={step} onDone={() => setOpen(undefined)} />
    : <MailForm campaign={c} step={step} onDone={() => setOpen(undefined)} />
  return (
    <>
      <StepLine steps={c.steps} actions={actions} form={form} />
      {draft && (
        <div className={css.actions} style={{ marginTop: 12 }}>
          <Button variant="default" loading={add.isPending} onClick={() => add.mutate({ params: { id: c.id }, body: { kind: 'email', mode: 'written' } })}>Add a mail</Button>
          <Button variant="default" loading={add.isPending} onClick={() => add.mutate({ params: { id: c.id }, body: { kind: 'wait', waitAmount: 3, waitUnit: 'business_days' } })}>Add a wait</Button>
        </div>
      )}
    </>
  )
}

const Act = ({ label, icon, onClick }: { label: string; icon: typeof IconTrash; onClick: () => void }) => (
  <Tooltip label={label}><ActionIcon variant="subtle" aria-label={label} onClick={onClick}><Icon of={icon} /></ActionIcon></Tooltip>
)
