// A deal by hand: a name and whom it is about; the rest can wait.
import { createDeal } from '#contract/deals'
import { dealSettings, type PipelineView } from '#contract/deal-setup'
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { Pair } from '../ui/pair.tsx'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { CompanyField, MoneyField, PersonField } from './fields.tsx'

interface Props { opened: boolean; onClose: () => void; pipeline: PipelineView | undefined; stageId?: string | undefined }
export function NewDeal(props: Props) {
  return <Modal opened={props.opened} onClose={props.onClose} title="New deal">{props.opened && props.pipeline && <Fields {...props} pipeline={props.pipeline} />}</Modal>
}

function Fields({ onClose, pipeline, stageId }: Props & { pipeline: PipelineView }) {
  const navigate = useNavigate()
  const report = useCall(dealSettings).data?.reportCurrency ?? 'EUR'
  const stages = pipeline.stages.filter((s) => s.kind === 'open')
  const [company, setCompany] = useState<{ id: string; name: string } | null>(null), [person, setPerson] = useState<{ id: string; name: string } | null>(null), [currency, setCurrency] = useState<string>()
  const first: Record<'name' | 'nextStep' | 'closeOn', string> & { companyId: string | null; leadId: string | null; amountMinor: number | null; stageId: string } = { name: '', companyId: null, leadId: null, amountMinor: null, closeOn: '', nextStep: '', stageId: stageId ?? stages[0]?.id ?? '' }
  const form = useForm(createDeal, first, {
    touches: ['/deals', '/numbers'], onDone: (d) => { toast(`${d.name} is on the board.`, { action: { label: 'Open', run: () => void navigate({ to: `/deals/${d.id}` }) } }); onClose() },
  })
  return (
    <form onSubmit={(e) => { e.preventDefault(); form.submit({ currency: currency ?? report } as never) }}>
      <Stack gap="md">
        <FormProblem problem={form.problem} />
        <TextInput data-autofocus label="Name" required placeholder="Acme, 20 seats" {...form.text('name')} />
        <Pair>
          <PersonField label="Person" value={person} error={form.wrong['leadId']} onChange={(p) => { setPerson(p); form.set('leadId', p?.id ?? null); if (p?.company && !company) { setCompany(p.company); form.set('companyId', p.company.id) } }} />
          <CompanyField label="Company" value={company} error={form.wrong['companyId']} onChange={(c) => { setCompany(c); form.set('companyId', c?.id ?? null) }} />
        </Pair>
        <MoneyField label="Amount" minor={form.values.amountMinor} currency={currency ?? report} onChange={(v) => form.set('amountMinor', v)} onCurrency={setCurrency} error={form.wrong['amountMinor']} />
        <Pair>
          <Select label="Stage" allowDeselect={false} data={stages.map((s) => ({ value: s.id, label: s.name }))} {...form.value('stageId')} />
          <TextInput type="date" label="Close date" {...form.text('closeOn')} />
        </Pair>
        <TextInput label="Next step" placeholder="Agree on a time to talk" {...form.text('nextStep')} />
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={form.isSending}>Add deal</Button></Group>
      </Stack>
    </form>
  )
}
