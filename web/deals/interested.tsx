// Somebody is interested: a deal, with the one field that is not known yet in focus.
import { convertLead } from '#contract/deals'
import { dealSettings, listPipelines } from '#contract/deal-setup'
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { Pair } from '../ui/pair.tsx'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { MoneyField } from './fields.tsx'

interface Whom { id: string; name: string; companyName: string | null }
interface Props { lead: Whom; threadId?: string; nextStep?: string; onClose: () => void }

export function InterestedDialog(props: Props) {
  return <Modal opened onClose={props.onClose} title={`A deal with ${props.lead.name}`}><Fields {...props} /></Modal>
}

function Fields({ lead, threadId, nextStep, onClose }: Props) {
  const navigate = useNavigate()
  const report = useCall(dealSettings).data?.reportCurrency ?? 'EUR'
  const pipelines = useCall(listPipelines).data?.items ?? []
  const [currency, setCurrency] = useState<string>()
  const first: { name: string; nextStep: string; closeOn: string; amountMinor: number | null } = { name: lead.companyName ?? lead.name, nextStep: nextStep ?? '', closeOn: '', amountMinor: null }
  const [pipelineId, setPipeline] = useState<string | null>(null)
  const form = useForm(convertLead, first, {
    params: { id: lead.id }, touches: ['/deals', '/leads', '/companies', '/numbers'],
    onDone: ({ deal, isNew }) => {
      onClose()
      toast(isNew ? `${deal.name} is a deal now.` : `${deal.name} was a deal already.`, { tone: isNew ? 'good' : 'info', action: { label: 'Open', run: () => void navigate({ to: `/deals/${deal.id}` }) } })
    },
  })
  return (
    <form onSubmit={(e) => { e.preventDefault(); form.submit({ currency: currency ?? report, ...(threadId && { threadId }), ...(pipelineId && { pipelineId }) } as never) }}>
      <Stack gap="md">
        <FormProblem problem={form.problem} />
        <TextInput label="Name" {...form.text('name')} />
        <MoneyField label="Amount" autoFocus minor={form.values.amountMinor} currency={currency ?? report} onChange={(v) => form.set('amountMinor', v)} onCurrency={setCurrency} error={form.wrong['amountMinor']} />
        <Pair>
          <TextInput label="Next step" placeholder="Agree on a time to talk" {...form.text('nextStep')} />
          <TextInput label="Close date" type="date" {...form.text('closeOn')} />
        </Pair>
        {pipelines.length > 1 && <Select label="Pipeline" allowDeselect={false} data={pipelines.map((p) => ({ value: p.id, label: p.name }))} value={pipelineId ?? pipelines[0]!.id} onChange={setPipeline} />}
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>No deal yet</Button><Button type="submit" loading={form.isSending}>Create deal</Button></Group>
      </Stack>
    </form>
  )
}
