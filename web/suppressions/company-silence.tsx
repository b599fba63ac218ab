// On a company's page: whether it may be written to, and the way to change that.
import { listSuppressions, removeSuppression, suppressCompany } from '#contract/suppressions'
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { usePages, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconBan } from '../ui/icons.ts'
import { Pair } from '../ui/pair.tsx'
import { FormProblem, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import { reasons } from './reasons.ts'

interface About { company: { id: string; name: string; domain: string | null } }
const touches = [listSuppressions, '/leads', '/companies', '/numbers', '/campaigns']
const useEntry = (id: string) => usePages(listSuppressions, { query: { companyId: id, limit: 1 } }).items[0]

/** Nothing while it may be written to. */
export function CompanySilence({ company }: About) {
  const may = useMay(), entry = useEntry(company.id)
  const [leaving, setLeaving] = useState(false)
  const remove = useSend(removeSuppression, { touches, onDone: () => { toast('Taken off the list. Campaigns that had stopped for it stay stopped.'); setLeaving(false) }, onError: toastError })
  if (!entry) return null
  const also = entry.domains.length ? `, and nobody else at ${entry.domains.join(' or ')}` : ''
  return (
    <>
      <Notice tone="warning" action={may('suppressions.remove') && <Button size="xs" variant="default" onClick={() => setLeaving(true)}>Allow mail again</Button>}>
        {reasons[entry.reason].label}{entry.note ? ` (${entry.note})` : ''}: no lead of {company.name} gets a mail{also}, now or later. <Link to="/suppression">The list</Link>
      </Notice>
      <ConfirmTyped opened={leaving} onClose={() => setLeaving(false)} title="Allow mail again?" confirm="Allow mail" busy={remove.isPending} {...(['opted_out', 'complained'].includes(entry.reason) && { type: company.name })} onConfirm={() => remove.mutate({ params: { id: entry.id } })}>
        Mails to <b>{company.name}</b>, its domains and its leads may leave again, unless they are on the list by themselves.
      </ConfirmTyped>
    </>
  )
}

export function SilenceCompany({ company }: About) {
  const may = useMay(), entry = useEntry(company.id)
  const [asking, setAsking] = useState(false)
  if (entry || !may('suppressions.add')) return null
  return (
    <>
      <Button variant="default" leftSection={<Icon of={IconBan} />} onClick={() => setAsking(true)}>Never write to it</Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Never write to ${company.name}`}><Form company={company} onClose={() => setAsking(false)} /></Modal>
    </>
  )
}

function Form({ company, onClose }: About & { onClose: () => void }) {
  const form = useForm(suppressCompany, { companyId: company.id, reason: 'customer', note: '' }, {
    touches, onDone: (done) => { toast(`${company.name} is on the list. ${done.leadsAffected ? `${counted(done.leadsAffected, 'lead')} will not be written to.` : 'None of its people was a lead.'}`); onClose() },
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <Text size="sm">{company.domain ? `Nobody at ${company.domain} and no lead that belongs to ${company.name} gets a mail` : `No lead that belongs to ${company.name} gets a mail`}, whatever a campaign or an import says. Whoever joins it later is silent, too. What is planned for them is cancelled at once.</Text>
        <Pair>
          <Select data-autofocus label="Reason" allowDeselect={false} data={Object.entries(reasons).map(([value, r]) => ({ value, label: r.label }))} {...form.value('reason')} value={form.values.reason} onChange={(v) => form.set('reason', v ?? 'customer')} />
          <TextInput label="Note" {...form.text('note')} />
        </Pair>
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={form.isSending}>Never write to it</Button></Group>
      </Stack>
    </form>
  )
}
