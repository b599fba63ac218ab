// One step being changed. On a campaign that runs, it says first whom the change reaches.
import { getCampaign, previewStepEdit, updateStep, type CampaignView, type StepView } from '#contract/campaigns'
import { listMergeTags } from '#contract/writing'
import { Button, Checkbox, Group, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { Notice } from '../ui/states.tsx'
import { toastError } from '../ui/toast.tsx'
import css from './campaigns.module.css'

const units = [{ value: 'minutes', label: 'minutes' }, { value: 'hours', label: 'hours' }, { value: 'days', label: 'days' }, { value: 'business_days', label: 'business days' }]

export function WaitForm({ campaign, step, onDone }: { campaign: CampaignView; step: StepView; onDone: () => void }) {
  const [amount, setAmount] = useState<number | string>(step.waitAmount)
  const [unit, setUnit] = useState<string>(step.waitUnit)
  const save = useSend(updateStep, { touches: [getCampaign], onError: toastError, onDone })
  return (
    <form style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }} onSubmit={(e) => { e.preventDefault(); save.mutate({ params: { id: campaign.id, stepId: step.id }, body: { waitAmount: Number(amount), waitUnit: unit as 'days' } }) }}>
      <span>Wait</span>
      <NumberInput aria-label="How long" w={84} min={0} max={10_000} value={amount} onChange={setAmount} data-autofocus />
      <Select aria-label="Unit" w={150} data={units} value={unit} onChange={(v) => v && setUnit(v)} allowDeselect={false} />
      <Button type="submit" size="xs" loading={save.isPending}>Save</Button>
      <Button size="xs" variant="default" onClick={onDone}>Cancel</Button>
    </form>
  )
}

export function MailForm({ campaign, step, onDone }: { campaign: CampaignView; step: StepView; onDone: () => void }) {
  const [text, setText] = useState({ mode: step.mode, intent: step.intent, subject: step.subject, body: step.body, sameThread: step.sameThread })
  const [alsoApproved, setAlsoApproved] = useState(false)
  const preview = useSend(previewStepEdit)
  const { mutate } = preview
  const params = { id: campaign.id, stepId: step.id }
  useEffect(() => { if (campaign.counters.total) mutate({ params: { id: campaign.id, stepId: step.id } }) }, [campaign.id, campaign.counters.total, step.id, mutate])
  const tags = useCall(listMergeTags, undefined, { enabled: text.mode === 'template' })
  const save = useSend(updateStep, { touches: [getCampaign, '/drafts', '/campaigns'], onError: toastError, onDone })
  const reach = preview.data
  return (
    <form className={css.fields} onSubmit={(e) => { e.preventDefault(); save.mutate({ params, body: { ...text, alsoApproved } }) }} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onDone() } }}>
      <SegmentedControl aria-label="How it is written" data={[{ value: 'written', label: 'Written for each lead' }, { value: 'template', label: 'My own template' }]} value={text.mode} onChange={(mode) => setText({ ...text, mode: mode as 'written' })} />
      {text.mode === 'written'
        ? <Textarea label="What is this mail for?" description="A sentence or two. The facts come from the research, the offer from your own words." autosize minRows={2} maxLength={500} value={text.intent} onChange={(e) => setText({ ...text, intent: e.currentTarget.value })} />
        : (
          <>
            <TextInput label="Subject" value={text.subject} maxLength={200} onChange={(e) => setText({ ...text, subject: e.currentTarget.value })} />
            <Textarea label="Text" autosize minRows={6} value={text.body} onChange={(e) => setText({ ...text, body: e.currentTarget.value })} />
            <Select label="Insert a merge tag" placeholder="Choose" searchable value={null} data={(tags.data?.tags ?? []).map((t) => ({ value: t.path, label: `${t.path}: ${t.meaning}` }))} onChange={(v) => v && setText({ ...text, body: `${text.body}{{${v}}}` })} description={'A tag without a value holds the mail back. {{lead.first_name | default:"there"}} says what to take instead.'} />
          </>
        )}
      {(step.no ?? 1) > 1 && <Checkbox label="In the same thread as the mail before" checked={text.sameThread} onChange={(e) => setText({ ...text, sameThread: e.currentTarget.checked })} />}
      {reach && reach.reaches + reach.alreadySent > 0 && <Notice>{reach.sentence}</Notice>}
      {reach && reach.approvedDrafts > 0 && <Checkbox label={`Write the ${reach.approvedDrafts} approved mails anew too; they need approving again`} checked={alsoApproved} onChange={(e) => setAlsoApproved(e.currentTarget.checked)} />}
      <Group gap="xs"><Button type="submit" loading={save.isPending}>Save</Button><Button variant="default" onClick={onDone}>Cancel</Button></Group>
    </form>
  )
}
