import { addSuppressions, listSuppressions, uploadSuppressions } from '#contract/suppressions'
import { Button, FileButton, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Output } from '#contract/contract'
import { useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { FormProblem, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import { Pair } from '../ui/pair.tsx'
import { reasons } from './reasons.ts'

type Result = Omit<Output<typeof addSuppressions>, 'refused'> & { refused: { row?: number; value: string; sentence: string }[] }

export function AddSuppressions({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return <Modal opened={opened} onClose={onClose} title="Never write to" size="lg"><Form onClose={onClose} /></Modal>
}

function Form({ onClose }: { onClose: () => void }) {
  const [result, setResult] = useState<Result | null>(null)
  const touches = [listSuppressions, '/leads', '/numbers', '/campaigns']
  const onDone = (answer: Result) => {
    if (answer.refusedCount) return setResult(answer)
    toast(said(answer))
    onClose()
  }
  const form = useForm(addSuppressions, { text: '', reason: 'manual', note: '' }, { touches, onDone })
  const upload = useSend(uploadSuppressions, { touches, onDone, onError: toastError })
  const take = async (file: File | null) => { if (file) upload.mutate({ body: { csv: await file.text(), reason: form.values.reason as 'manual', note: form.values.note } }) }
  if (result) {
    return (
      <Stack>
        <Notice tone={result.added ? 'warning' : 'bad'}>{said(result)} {counted(result.refusedCount, 'entry was', 'entries were')} not understood.</Notice>
        <Stack gap={4} mah={240} style={{ overflow: 'auto' }}>{result.refused.map((r) => <Text key={`${r.row} ${r.value}`} size="sm">{r.row ? <>Row {r.row}, </> : null}<b>{r.value || 'empty'}</b>: {r.sentence}</Text>)}</Stack>
        <Group justify="flex-end"><Button variant="default" onClick={() => { form.set('text', result.refused.map((r) => r.value).join('\n')); setResult(null) }}>Mend these</Button><Button onClick={onClose}>Done</Button></Group>
      </Stack>
    )
  }
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <Textarea data-autofocus label="Addresses, domains or hashes" description="As many as you like: one a line, or with commas. A domain such as acme.example stands for everybody there. A SHA-256 hash stands for the address in small letters it was made of. A whole company is added on its own page." minRows={6} maxRows={14} {...form.text('text')} />
        <Pair>
          <Select label="Reason" allowDeselect={false} data={Object.entries(reasons).map(([value, r]) => ({ value, label: r.label }))} {...form.value('reason')} value={form.values.reason} onChange={(v) => form.set('reason', v ?? 'manual')} />
          <TextInput label="Note" {...form.text('note')} />
        </Pair>
        <Group justify="flex-end" gap="xs"><FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => void take(file)}>{(p) => <Button {...p} variant="subtle" loading={upload.isPending} mr="auto">Take a CSV file</Button>}</FileButton><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={form.isSending}>Add to the list</Button></Group>
      </Stack>
    </form>
  )
}

const said = (r: Result) => `${counted(r.added, 'entry', 'entries')} added${r.already ? `, ${r.already} already there` : ''}. ${r.leadsAffected ? `${counted(r.leadsAffected, 'lead')} will not be written to.` : ''}`.trim()
