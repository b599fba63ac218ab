// What was offered on a deal: made of its products, saved as a PDF.
import { listQuotes, makeQuote, quoteSettings, readQuote } from '#contract/quotes'
import { dealFiles } from '#contract/records'
import type { DealView } from '#contract/deals'
import { Button, Modal, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type CallError, urlOf, useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { formatMoney } from '../deals/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { Card } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import { FormProblem, Loaded, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { formatDay } from '../ui/values.tsx'
import css from './quotes.module.css'

export function Quotes({ deal: d }: { deal: DealView }) {
  const may = useMay()('deals.write') && d.mayChange && !d.deletedAt
  const asked = useCall(listQuotes, { params: { id: d.id } })
  const [making, setMaking] = useState(false)
  return (
    <Card title="Quotes" beside={may && d.lines.length > 0 && <Button size="xs" variant="default" onClick={() => setMaking(true)}>Make a quote</Button>}>
      <Loaded from={asked}>{({ items }) => items.length ? (
        <ul className={css.list}>
          {items.map((q) => (
            <li key={q.id}>
              <div><a href={urlOf(readQuote, { params: { id: q.id } })} download={`Quote ${q.number}.pdf`}>{q.number}</a><div className={css.muted}>{formatDay(q.issuedOn)}{q.by && `, ${q.by}`}</div></div>
              <div className={css.money}>{formatMoney(q.totalMinor, q.currency)}<div className={css.muted}>{q.expired ? <StatusBadge plain tone="warning">over since {formatDay(q.validUntil)}</StatusBadge> : `until ${formatDay(q.validUntil)}`}</div></div>
            </li>
          ))}
        </ul>
      ) : <p className={css.muted}>{d.lines.length ? 'None yet. A quote is made of the products above.' : 'None yet. Put products in first; a quote is made of them.'}</p>}</Loaded>
      {making && <NewQuote deal={d} onClose={() => setMaking(false)} />}
    </Card>
  )
}

function NewQuote({ deal: d, onClose }: { deal: DealView; onClose: () => void }) {
  const usual = useCall(quoteSettings)
  const [until, setUntil] = useState(''), [tax, setTax] = useState<number | string>(''), [recipient, setRecipient] = useState(''), [note, setNote] = useState(''), [problem, setProblem] = useState<CallError | null>(null)
  const make = useSend(makeQuote, { touches: [listQuotes, dealFiles, '/deals'], onError: setProblem, onDone: (q) => { toast(`Quote ${q.number} is made.`); onClose() } })
  const send = () => make.mutate({ params: { id: d.id }, body: { ...(until && { validUntil: until }), ...(tax !== '' && { taxPercent: Number(tax) }), ...(recipient.trim() && { recipient }), ...(note.trim() && { note }) } })
  return (
    <Modal opened onClose={onClose} title="Make a quote">
      <Loaded from={usual}>{(s) => (
        <form onSubmit={(e) => { e.preventDefault(); send() }}>
          <Stack gap="md">
            {!s.sender && <Notice tone="warning" action={<Button component={Link} to="/settings/deals" size="xs" variant="default">Fill it in</Button>}>Nobody has said yet who offers: name and address.</Notice>}
            <FormProblem problem={problem} />
            <Pair>
              <TextInput label="Valid until" type="date" description={`Else for ${s.validDays} days`} value={until} onChange={(e) => setUntil(e.currentTarget.value)} />
              <NumberInput label={`${s.taxName || 'Tax'}, %`} description="0: no line for it" placeholder={String(s.taxPercent)} min={0} max={100} decimalScale={2} hideControls value={tax} onChange={setTax} />
            </Pair>
            <Textarea label="To" autosize minRows={2} maxLength={600} placeholder={[d.company?.name, d.lead?.name].filter(Boolean).join('\n')} value={recipient} onChange={(e) => setRecipient(e.currentTarget.value)} />
            <Textarea label="Words above the products" autosize minRows={2} maxLength={2000} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
            <p className={css.muted}>{d.lines.length} {d.lines.length === 1 ? 'line' : 'lines'}, {formatMoney(d.linesMinor ?? 0, d.currency)}. A quote never changes; another offer is another quote.</p>
            <div className={css.does}><Button type="submit" disabled={!s.sender} loading={make.isPending}>Make the quote</Button><Button variant="default" onClick={onClose}>Cancel</Button></div>
          </Stack>
        </form>
      )}</Loaded>
    </Modal>
  )
}
