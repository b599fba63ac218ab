// What is known of a deal, changed in place: click or Enter to edit, Enter saves, Esc takes back. A refusal stands at the field.
import { updateDeal, type DealEdit, type DealView } from '#contract/deals'
import { Button, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState, type ReactNode } from 'react'
import { useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { outcomeOf, useInPlace } from '../records/in-place.ts'
import { OwnFields } from '../records/own-fields.tsx'
import { Card } from '../ui/page.tsx'
import { Notice } from '../ui/states.tsx'
import { formatDay, formatShare, When } from '../ui/values.tsx'
import css from './deal-page.module.css'
import { CompanyField, MoneyField, OwnerField, PersonField } from './fields.tsx'
import { formatMoney } from './words.ts'

/** As the edit of it is spoken: whom it is about by their ids. */
const valueIn = (deal: DealView, field: string): unknown => {
  if (field === 'companyId') return deal.company?.id ?? null
  if (field === 'leadId') return deal.lead?.id ?? null
  if (field === 'ownerId') return deal.owner?.id ?? null
  return deal[field as keyof DealView] ?? null
}
/** Of fields of one's own, those that are changed: the others may change meanwhile. */
const wasOf = (deal: DealView, began: Record<string, unknown>, body: DealEdit) => Object.fromEntries(Object.keys(body).map((key) => [key,
  key === 'custom' ? Object.fromEntries(Object.keys(body.custom ?? {}).map((own) => [own, deal.custom[own] ?? null])) : key in began ? began[key] : valueIn(deal, key)]))

/** `put` resolves to what went wrong, or to nothing once it is saved and the page shows it. */
export function useEdit(deal: DealView) {
  const queries = useQueryClient()
  const [wrong, setWrong] = useState<Record<string, string | undefined>>({})
  // What stood there when the edit began: a page is kept up meanwhile, and what a colleague changed must not be passed over.
  const began = useRef<Record<string, unknown>>({})
  const begin = (...fields: string[]) => { for (const field of fields) began.current[field] = valueIn(deal, field) }
  const save = useSend(updateDeal)
  const put = async (field: string, body: DealEdit): Promise<string | undefined> => {
    const says = await outcomeOf(save.mutateAsync({ params: { id: deal.id }, body: { ...body, was: wasOf(deal, began.current, body) } }), queries, '/deals', '/companies', '/numbers')
    for (const key of Object.keys(body)) delete began.current[key]
    setWrong((all) => ({ ...all, [field]: says }))
    return says
  }
  return { put, begin, wrongOf: (field: string) => wrong[field] }
}

export function DealFacts({ deal: d }: { deal: DealView }) {
  const { put, begin, wrongOf } = useEdit(d)
  const may = useMay()('deals.write') && d.mayChange && !d.deletedAt
  return (
    <Card title="Deal">
      <div className={css.facts}>
        <Fact label="Amount" onBegin={() => begin('amountMinor', 'currency')} wrong={wrongOf('amountMinor')} may={may} shown={d.amountMinor === null ? undefined : formatMoney(d.amountMinor, d.currency)}
          edit={(close) => <AmountEdit deal={d} onSave={(body) => put('amountMinor', body)} onClose={close} />} />
        {d.reportMinor !== null && d.currency !== d.reportCurrency && <Plain label={`In ${d.reportCurrency}`}>{formatMoney(d.reportMinor, d.reportCurrency)}</Plain>}
        {d.amountByHand && d.linesMinor !== null && <Notice tone="info" action={may && <Button size="xs" variant="default" onClick={() => void put('amountMinor', { amountMinor: null })}>Take the sum</Button>}>Set by hand; the products come to {formatMoney(d.linesMinor, d.currency)}.</Notice>}
        {d.marginMinor !== null && <Plain label="Margin">{formatMoney(d.marginMinor, d.currency)}{d.marginShare !== null && <span className="o-muted"> {formatShare(d.marginShare, 0)}</span>}</Plain>}
        <Text field="closeOn" onBegin={begin} label="Close date" type="date" value={d.closeOn} shown={d.closeOn ? <>{formatDay(d.closeOn)}{d.closePushes > 0 && <span className={d.flags.includes('pushed') ? css.warn : 'o-muted'}> put off {d.closePushes === 1 ? 'once' : `${d.closePushes} times`}</span>}</> : undefined} may={may} onSave={(closeOn) => put('closeOn', { closeOn: closeOn || null })} />
        <Fact label="Company" onBegin={() => begin('companyId')} wrong={wrongOf('companyId')} may={may} shown={d.company?.name} beside={d.company && <Link className={css.out} to="/companies/$companyId" params={{ companyId: d.company.id }}>See</Link>}
          edit={(close) => <CompanyField size="xs" label="Company" autoFocus value={d.company} onChange={(c) => { void put('companyId', { companyId: c?.id ?? null }); close() }} />} />
        <Fact label="Person" onBegin={() => begin('leadId')} wrong={wrongOf('leadId')} may={may} shown={d.lead?.name} beside={d.lead && <Link className={css.out} to="/leads/$leadId" params={{ leadId: d.lead.id }}>See</Link>}
          edit={(close) => <PersonField size="xs" label="Person" autoFocus value={d.lead} onChange={(p) => { void put('leadId', { leadId: p?.id ?? null }); close() }} />} />
        <Fact label="Owner" onBegin={() => begin('ownerId')} wrong={wrongOf('ownerId')} may={may} shown={d.owner?.name} edit={(close) => <OwnerField size="xs" value={d.owner?.id ?? null} onChange={(ownerId) => { void put('ownerId', { ownerId }); close() }} />} />
        <Text field="source" onBegin={begin} label="Source" value={d.source} may={may} onSave={(source) => put('source', { source })} />
        {d.won && <p className={css.origin}>{d.won.sentence} {d.won.threadId ? <Link to="/inbox" search={{ open: d.won.threadId, status: 'all' } as never}>See the conversation</Link> : d.won.campaign && <Link to="/campaigns/$campaignId" params={{ campaignId: d.won.campaign.id }}>See the campaign</Link>}</p>}
        <Text field="notes" onBegin={begin} label="Notes" long value={d.notes} may={may} onSave={(notes) => put('notes', { notes })} />
        <OwnFields subject="deal" values={d.custom} onSave={may ? (key, value) => put(`custom.${key}`, { custom: { [key]: value } }) : undefined} />
        <Plain label="Created"><When at={d.createdAt} /></Plain>
      </div>
    </Card>
  )
}

const Plain = ({ label, children }: { label: string; children: ReactNode }) => <div className={css.fact}><span>{label}</span><span className={css.plain}>{children}</span></div>

interface FactProps { label: string; shown: ReactNode; may: boolean; wrong: string | undefined; edit: (close: () => void) => ReactNode; beside?: ReactNode; onBegin: () => void }
function Fact({ label, shown, may, wrong, edit, beside, onBegin }: FactProps) {
  const [open, setOpen] = useState(false)
  return (
    <div className={css.fact}>
      <span>{label} {beside}</span>
      <div onKeyDown={(e) => { if (e.key === 'Escape' && open) { e.preventDefault(); e.stopPropagation(); setOpen(false) } }}>
        {open ? edit(() => setOpen(false)) : may ? <button type="button" className={css.value} data-empty={shown === undefined || shown === null} onClick={() => { onBegin(); setOpen(true) }}><Spoken label={label}>{shown ?? '–'}</Spoken></button> : <span className={css.plain}>{shown ?? '–'}</span>}
        {wrong && <div role="alert" className={css.wrong}>{wrong}</div>}
      </div>
    </div>
  )
}

function Text({ field, label, value, shown, long, type, may, onSave, onBegin }: { onBegin: (field: string) => void; field: string; label: string; value: string | null; shown?: ReactNode; long?: boolean; type?: 'date'; may: boolean; onSave: (value: string) => Promise<string | undefined> }) {
  const { open, typed, wrong, begin, field: typing } = useInPlace(value ?? '', onSave, long)
  const input = { ...typing, 'aria-label': label, name: field }
  const now = typed === undefined ? (shown ?? value ?? '–') : type === 'date' && typed ? formatDay(typed) : typed || '–'
  return (
    <div className={css.fact}>
      <span>{label}</span>
      <div>
        {open && may ? (long ? <Textarea {...input} autosize minRows={3} /> : <TextInput {...input} {...(type && { type })} />)
          : may ? <button type="button" className={css.value} data-empty={now === '–'} onClick={() => { onBegin(field); begin() }}><Spoken label={label}>{now}</Spoken></button> : <span className={css.plain}>{now}</span>}
        {wrong && <div role="alert" className={css.wrong}>{wrong}</div>}
      </div>
    </div>
  )
}

function AmountEdit({ deal, onSave, onClose }: { deal: DealView; onSave: (body: DealEdit) => Promise<string | undefined>; onClose: () => void }) {
  const [minor, setMinor] = useState(deal.amountMinor), [currency, setCurrency] = useState(deal.currency), [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    if ((await onSave({ ...(minor !== deal.amountMinor && { amountMinor: minor }), ...(currency !== deal.currency && { currency }) })) === undefined) onClose()
    else setBusy(false)
  }
  return (
    <form className={css.inplace} onSubmit={(e) => { e.preventDefault(); if (!busy) void save() }}>
      <MoneyField size="xs" label="Amount" autoFocus minor={minor} currency={currency} onChange={setMinor} {...(!deal.lines.length && { onCurrency: setCurrency })} />
      <div className={css.does}><Button size="xs" type="submit" variant="default" loading={busy}>Save</Button><Button size="xs" variant="subtle" onClick={onClose}>Leave it</Button></div>
    </form>
  )
}

/** What is seen is part of what is heard: "Close date: 23 Jan 2027. Change". */
const Spoken = ({ label, children }: { label: string; children: React.ReactNode }) => <><span className="o-hidden">{label}: </span>{children}<span className="o-hidden">. Change</span></>
