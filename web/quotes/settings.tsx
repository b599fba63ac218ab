// What stands on every quote.
import { listQuotes, quoteSettings, saveQuoteSettings, type QuoteSettings } from '#contract/quotes'
import { Button, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type CallError, useCall, useSend } from '../app/call.ts'
import { Pair } from '../ui/pair.tsx'
import { FormProblem, Loaded } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'

export function QuoteSettingsForm({ may }: { may: boolean }) {
  return <Loaded from={useCall(quoteSettings)}>{(s) => <Form key={JSON.stringify(s)} saved={s} may={may} />}</Loaded>
}

function Form({ saved, may }: { saved: QuoteSettings; may: boolean }) {
  const [v, setV] = useState(saved), [problem, setProblem] = useState<CallError | null>(null)
  const save = useSend(saveQuoteSettings, { touches: [quoteSettings, listQuotes], onError: setProblem, onDone: () => { setProblem(null); toast('Saved.') } })
  const changed = JSON.stringify(v) !== JSON.stringify(saved)
  return (
    <form onSubmit={(e) => { e.preventDefault(); save.mutate({ body: v }) }}>
      <Stack gap="md">
        <FormProblem problem={problem} />
        <Textarea label="Who offers" description="Name and address, a line each" autosize minRows={3} maxLength={600} readOnly={!may} value={v.sender} onChange={(e) => setV({ ...v, sender: e.currentTarget.value })} />
        <Pair><TextInput label="Tax is called" maxLength={30} readOnly={!may} value={v.taxName} onChange={(e) => setV({ ...v, taxName: e.currentTarget.value })} /><NumberInput label="Tax, %" description="0: no line for it" min={0} max={100} decimalScale={2} hideControls readOnly={!may} value={v.taxPercent} onChange={(n) => setV({ ...v, taxPercent: Number(n) || 0 })} /></Pair>
        <Pair><NumberInput label="Valid for, days" min={1} max={3650} hideControls allowDecimal={false} readOnly={!may} value={v.validDays} onChange={(n) => setV({ ...v, validDays: Number(n) || 1 })} /><TextInput label="Numbers begin with" maxLength={20} readOnly={!may} value={v.prefix} onChange={(e) => setV({ ...v, prefix: e.currentTarget.value })} /></Pair>
        <Textarea label="Words under the sum" autosize minRows={2} maxLength={2000} placeholder="Payable within 30 days." readOnly={!may} value={v.terms} onChange={(e) => setV({ ...v, terms: e.currentTarget.value })} />
        {may && <div><Button type="submit" disabled={!changed} loading={save.isPending}>Save</Button></div>}
      </Stack>
    </form>
  )
}
