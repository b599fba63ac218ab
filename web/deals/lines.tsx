// What is sold: products with quantity, price, discount and what is left of it.
import { addDealLine, getDeal, removeDealLine, updateDealLine, type DealLine, type DealLineEdit, type DealView } from '#contract/deals'
import { listProducts, minorDigits } from '#contract/deal-setup'
import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconX } from '../ui/icons.ts'
import { Card } from '../ui/page.tsx'
import { toastError } from '../ui/toast.tsx'
import { figures, formatShare } from '../ui/values.tsx'
import css from './deal-page.module.css'
import { MoneyField } from './fields.tsx'
import { formatMoney, toMajor, toMinor } from './words.ts'

export function Lines({ deal: d }: { deal: DealView }) {
  const may = useMay()('deals.write') && d.mayChange && !d.deletedAt
  const touches = [getDeal, '/deals', '/numbers']
  const put = useSend(updateDealLine, { touches, onError: toastError }), drop = useSend(removeDealLine, { touches, onError: toastError })
  const [adding, setAdding] = useState(false)
  return (
    <Card title="Products" beside={may && !adding && <Button size="xs" variant="default" onClick={() => setAdding(true)}>Add</Button>}>
      <div className={css.people}>
        {d.lines.length > 0 && (
          <ul className={css.lines} aria-label="Products of the deal">
            {d.lines.map((line) => <LineRow key={line.id} line={line} currency={d.currency} may={may} onChange={(body) => put.mutate({ params: { id: d.id, lineId: line.id }, body })} onRemove={() => drop.mutate({ params: { id: d.id, lineId: line.id } })} />)}
            <li className={css.together}><b>Together</b><b>{formatMoney(d.linesMinor ?? 0, d.currency)}</b>{d.marginShare !== null && <small>Margin {formatShare(d.marginShare, 0)}</small>}</li>
          </ul>
        )}
        {!d.lines.length && !adding && <p className={css.muted}>None yet. With products the amount is their sum.</p>}
        {adding && <AddLine deal={d} onDone={() => setAdding(false)} />}
      </div>
    </Card>
  )
}

function LineRow({ line, currency, may, onChange, onRemove }: { line: DealLine; currency: string; may: boolean; onChange: (edit: DealLineEdit) => void; onRemove: () => void }) {
  return (
    <li>
      <b>{line.name}</b>
      <b>{formatMoney(line.sumMinor, currency)}</b>
      {may ? <ActionIcon size={26} aria-label={`Take ${line.name} away`} onClick={onRemove}><Icon of={IconX} size={14} /></ActionIcon> : <span />}
      <div className={css.parts}>
        {may ? <Cell label={`Quantity of ${line.name}`} value={line.quantity} digits={3} min={0.001} onSave={(quantity) => onChange({ quantity })} /> : line.quantity}
        <span aria-hidden="true">×</span>
        {may ? <Cell label={`Price of ${line.name}`} value={toMajor(line.priceMinor, currency)} digits={minorDigits(currency)} onSave={(v) => onChange({ priceMinor: toMinor(v, currency) })} /> : formatMoney(line.priceMinor, currency)}
        <span aria-hidden="true">−</span>
        {may ? <Cell label={`Discount on ${line.name}`} value={line.discount} digits={2} max={100} suffix=" %" onSave={(discount) => onChange({ discount })} /> : `${line.discount} %`}
        {line.marginMinor !== null && <small className={line.marginMinor < 0 ? css.warn : undefined}>Margin {formatMoney(line.marginMinor, currency)}</small>}
      </div>
    </li>
  )
}

/** Saves when one leaves it or presses Enter; Esc takes back. */
function Cell({ label, value, digits, min = 0, max, suffix, onSave }: { label: string; value: number; digits: number; min?: number; max?: number; suffix?: string; onSave: (value: number) => void }) {
  const [typed, setTyped] = useState<number | string>()
  const done = () => { if (typed !== undefined && typed !== '' && Number(typed) !== value && Number(typed) >= min) onSave(Number(typed)); setTyped(undefined) }
  return <NumberInput size="xs" className={css.cell} aria-label={label} hideControls min={min} {...(max !== undefined && { max })} {...(suffix && { suffix })} {...figures} decimalScale={digits} value={typed ?? value} onChange={setTyped} onBlur={done} onKeyDown={(e) => { if (e.key === 'Enter') done(); if (e.key === 'Escape') { e.stopPropagation(); setTyped(undefined) } }} />
}

function AddLine({ deal: d, onDone }: { deal: DealView; onDone: () => void }) {
  const products = useCall(listProducts, { query: { active: 'true' } }).data?.items ?? []
  const [productId, setProduct] = useState<string | null>(null), [name, setName] = useState(''), [price, setPrice] = useState<number | null>(null), [quantity, setQuantity] = useState<number | string>(1)
  const add = useSend(addDealLine, { touches: [getDeal, '/deals', '/numbers'], onError: toastError, onDone })
  const product = products.find((p) => p.id === productId)
  const ready = Number(quantity) > 0 && (productId !== null || (name.trim() !== '' && price !== null))
  const groups = [...new Set(products.map((p) => p.category ?? 'Other'))].map((category) => ({ group: category, items: products.filter((p) => (p.category ?? 'Other') === category).map((p) => ({ value: p.id, label: `${p.name}, ${formatMoney(p.priceMinor, p.currency)}` })) }))
  return (
    <form className={css.add_line} onSubmit={(e) => { e.preventDefault(); if (ready) add.mutate({ params: { id: d.id }, body: { quantity: Number(quantity), ...(productId && { productId }), ...(!product && { name }), ...(price !== null && { priceMinor: price }) } }) }}>
      <Select size="xs" label="Product" data-autofocus searchable clearable data={groups} value={productId} onChange={setProduct} placeholder="Or a line of your own below" nothingFoundMessage={products.length ? 'No product of this name' : 'No products yet'} />
      {!product && <TextInput size="xs" label="Line of your own" value={name} onChange={(e) => setName(e.currentTarget.value)} />}
      <MoneyField size="xs" label={product ? 'Another price' : 'Price'} minor={price} currency={d.currency} onChange={setPrice} />
      <NumberInput size="xs" label="Quantity" min={0} {...figures} value={quantity} onChange={setQuantity} />
      <div className={css.does}><Button size="xs" type="submit" variant="default" disabled={!ready} loading={add.isPending}>Add</Button><Button size="xs" variant="subtle" onClick={onDone}>Leave it</Button>{!products.length && <Link to="/settings/products">Set up products</Link>}</div>
    </form>
  )
}
