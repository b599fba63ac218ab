// What is known of a deal, changed in place: click or Enter to edit, Enter saves, Esc takes back. A refusal stands at the field.
import { getDeal, updateDeal, type DealEdit, type DealView } from '#contract/deals'
import { Button, Textarea, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useRef, useState, type ReactNode } from 'react'
import { useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
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

export function useEdit(deal: DealView) {
  const [wrong, setWrong] = useState<{ field: string; says: string }>()
  // What stood there when the edit began: a page is kept up meanwhile, and what a colleague changed must not be passed over.
  const began = useRef<Record<string, unknown>>({})
  const begin = (...fields: string[]) => { for (const field of fields) began.current[field] = valueIn(deal, field) }
  const save = useSend(updateDeal, { touches: [getDeal, '/deals', '/companies', '/numbers'], onDone: () => { setWrong(undefined); began.current = {} } })
  const put = (field: string, body: DealEdit) => save.mutate({ params: { id: deal.id }, body: { ...body, was: wasOf(deal, began.current, body) } }, { onError: (e) => { began.current = {}; setWrong({ field, says: e.message }) } })
  return { put, begin, wrongOf: (field: string) => (wrong?.field === field ? wrong.says : undefined), wrongOwn: wrong?.field.startsWith('custom.') ? { key: wrong.field.slice(7), says: wrong.says } : undefined }
}

export function DealFacts({ deal: d }: { deal: DealView }) {
  const { put, begin, wrongOf, wrongOwn } = useEdit(d)
  const may = useMay()('deals.write') && d.mayChange && !d.deletedAt
  return (
    <Card title="Deal">
      <div className={css.facts}>
        <Fact label="Amount" onBegin={() => begin('amountMinor', 'currency')} wrong={wrongOf('amountMinor') ?? wrongOf('currency')} may={may} shown={d.amountMinor === null ? undefined : formatMoney(d.amountMinor, d.currency)}
          edit={(close) => <AmountEdit deal={d} onSave={(body) => { put(body.currency ? 'currency' : 'amountMinor', body); close() }} onClose={close} />} />
        {d.reportMinor !== null && d.currency !== d.reportCurrency && <Plain label={`In ${d.reportCurrency}`}>{formatMoney(d.reportMinor, d.reportCurrency)}</Plain>}
        {d.amountByHand && d.linesMinor !== null && <Notice tone="info" action={may && <Button size="xs" variant="default" onClick={() => put('amountMinor', { amountMinor: null })}>Take the sum</Button>}>Set by hand; the products come to {formatMoney(d.linesMinor, d.currency)}.</Notice>}
        {d.marginMinor !== null && <Plain label="Margin">{formatMoney(d.marginMinor, d.currency)}{d.marginShare !== null && <span className="o-muted"> {formatShare(d.marginShare, 0)}</span>}</Plain>}
        <Text field="closeOn" onBegin={begin} label="Close date" type="date" value={d.closeOn} shown={d.closeOn ? <>{formatDay(d.closeOn)}{d.closePushes > 0 && <span className={d.flags.includes('pushed') ? css.warn : 'o-muted'}> put off {d.closePushes === 1 ? 'once' : `${d.closePushes} times`}</span>}</> : undefined} wrong={wrongOf('closeOn')} may={may} onSave={(closeOn) => put('closeOn', { closeOn: closeOn || null })} />
        <Fact label="Company" onBegin={() => begin('companyId')} wrong={wrongOf('companyId')} may={may} shown={d.company?.name} beside={d.company && <Link className={css.out} to="/companies/$companyId" params={{ companyId: d.company.id }}>See</Link>}
          edit={(close) => <CompanyField size="xs" label="Company" autoFocus value={d.company} onChange={(c) => { put('companyId', { companyId: c?.id ?? null }); close() }} />} />
        <Fact label="Person" onBegin={() => begin('leadId')} wrong={wrongOf('leadId')} may={may} shown={d.lead?.name} beside={d.lead && <Link className={css.out} to="/leads/$leadId" params={{ leadId: d.lead.id }}>See</Link>}
          edit={(close) => <PersonField size="xs" label="Person" autoFocus value={d.lead} onChange={(p) => { put('leadId', { leadId: p?.id ?? null }); close() }} />} />
        <Fact label="Owner" onBegin={() => begin('ownerId')} wrong={wrongOf('ownerId')} may={may} shown={d.owner?.name} edit={(close) => <OwnerField size="xs" value={d.owner?.id ?? null} onChange={(ownerId) => { put('ownerId', { ownerId }); close() }} />} />
        <Text field="source" onBegin={begin} label="Source" value={d.source} wrong={wrongOf('source')} may={may} onSave={(source) => put('source', { source })} />
        {d.won && <p className={css.origin}>{d.won.sentence} {d.won.threadId ? <Link to="/inbox" search={{ open: d.won.threadId, status: 'all' } as never}>See the conversation</Link> : d.won.campaign && <Link to="/campaigns/$campaignId" params={{ campaignId: d.won.campaign.id }}>See the campaign</Link>}</p>}
        <Text field="notes" onBegin={begin} label="Notes" long value={d.notes} wrong={wrongOf('notes')} may={may} onSave={(notes) => put('notes', { notes })} />
        <OwnFields subject="deal" values={d.custom} wrong={wrongOwn} onSave={may ? (key, value) => put(`custom.${key}`, { custom: { [key]: value } }) : undefined} />
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

export function Text({ field, label, value, shown, long, type, wrong, may, onSave, onBegin }: { onBegin?: (field: string) => void; field: string; label: string; value: string | null; shown?: ReactNode; long?: boolean; type?: 'date'; wrong: string | undefined; may: boolean; onSave: (value: string) => void }) {
  const [typed, setTyped] = useState<string>()
  const done = () => { if (typed !== undefined && typed !== (value ?? '')) onSave(typed); setTyped(undefined) }
  const keys = (e: React.KeyboardEvent) => {
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); setTyped(undefined) }
    if (e.key === 'Enter' && (!long || e.metaKey || e.ctrlKey)) { e.preventDefault(); done() }
  }
  const input = { 'aria-label': label, size: 'xs', name: field, autoFocus: true, value: typed ?? '', onBlur: done, onKeyDown: keys, onChange: (e: { currentTarget: { value: string } }) => setTyped(e.currentTarget.value) } as const
  return (
    <div className={css.fact}>
      <span>{label}</span>
      <div>
        {typed !== undefined ? (long ? <Textarea {...input} autosize minRows={3} /> : <TextInput {...input} {...(type && { type })} />)
          : may ? <button type="button" className={css.value} data-empty={!value} onClick={() => { onBegin?.(field); setTyped(value ?? '') }}><Spoken label={label}>{shown ?? value ?? '–'}</Spoken></button> : <span className={css.plain}>{shown ?? value ?? '–'}</span>}
        {wrong && <div role="alert" className={css.wrong}>{wrong}</div>}
      </div>
    </div>
  )
}

function AmountEdit({ deal, onSave, onClose }: { deal: DealView; onSave: (body: DealEdit) => void; onClose: () => void }) {
  const [minor, setMinor] = useState(deal.amountMinor), [currency, setCurrency] = useState(deal.currency)
  const save = () => onSave({ ...(minor !== deal.amountMinor && { amountMinor: minor }), ...(currency !== deal.currency && { currency }) })
  return (
    <form className={css.inplace} onSubmit={(e) => { e.preventDefault(); save() }}>
      <MoneyField size="xs" label="Amount" autoFocus minor={minor} currency={currency} onChange={setMinor} {...(!deal.lines.length && { onCurrency: setCurrency })} />
      <div className={css.does}><Button size="xs" type="submit" variant="default">Save</Button><Button size="xs" variant="subtle" onClick={onClose}>Leave it</Button></div>
    </form>
  )
}

/** What is seen is part of what is heard: "Close date: 23 Jan 2027. Change". */
const Spoken = ({ label, children }: { label: string; children: React.ReactNode }) => <><span className="o-hidden">{label}: </span>{children}<span className="o-hidden">. Change</span></>
