// Settings: what we sell, by category, with price and cost.
import { createProduct, dealSettings, deleteProduct, listProducts, updateProduct, type ProductView } from '#contract/deal-setup'
import { Button, Modal, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { MoneyField } from '../deals/fields.tsx'
import css from '../deals/settings.module.css'
import { formatMoney } from '../deals/words.ts'
import { Settings } from '../settings/frame.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { SearchField } from '../ui/filter-chips.tsx'
import { IconTag } from '../ui/icons.ts'
import { Filters } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import { EmptyState, FormProblem } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { formatShare } from '../ui/values.tsx'

const none = <span className="o-muted">–</span>
const columns: Column<ProductView>[] = [
  { key: 'name', title: 'Product', width: 'minmax(160px, 1.4fr)', cell: (p) => p.name },
  { key: 'category', title: 'Category', width: 'minmax(110px, 1fr)', wide: true, cell: (p) => p.category ?? none },
  { key: 'price', title: 'Price', width: '120px', number: true, cell: (p) => formatMoney(p.priceMinor, p.currency) },
  { key: 'margin', title: 'Margin', width: '90px', number: true, wide: true, cell: (p) => (p.costMinor === null || !p.priceMinor ? none : formatShare((p.priceMinor - p.costMinor) / p.priceMinor, 0)) },
  { key: 'active', title: 'State', width: '110px', wide: true, cell: (p) => <StatusBadge plain tone={p.active ? 'good' : 'neutral'}>{p.active ? 'On sale' : 'Not on sale'}</StatusBadge> },
]

export default function ProductSettings() {
  const [url, setUrl] = useUrlState()
  const may = useMay()('pipelines.manage')
  const asked = useCall(listProducts, { query: { ...(url.search && { search: url.search }) } })
  const items = asked.data?.items ?? []
  const open = url.open === 'new' ? undefined : items.find((p) => p.id === url.open)
  return (
    <Settings action={may && <Button onClick={() => setUrl({ open: 'new' })}>New product</Button>}>
      <Filters><SearchField value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} label="Search products" /></Filters>
      <DataTable
        label="Products" fit="rows" from={{ items, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }} columns={columns} id={(p) => p.id} noun={['product', 'products']} {...(may && { onOpen: (p: ProductView) => setUrl({ open: p.id }) })}
        empty={url.search ? <EmptyState icon={IconTag} title="No product fits" action={<Button variant="default" onClick={() => setUrl({ search: undefined })}>Show all</Button>} /> : <EmptyState icon={IconTag} title="No products yet">With products, a deal’s amount is their sum, and every deal shows what is left after cost.</EmptyState>}
      />
      <Modal opened={url.open === 'new' || Boolean(open)} onClose={() => setUrl({ open: undefined })} title={open ? open.name : 'New product'}>{(url.open === 'new' || open) && <ProductForm key={url.open} product={open} onDone={() => setUrl({ open: undefined })} />}</Modal>
    </Settings>
  )
}

function ProductForm({ product: p, onDone }: { product: ProductView | undefined; onDone: () => void }) {
  const report = useCall(dealSettings).data?.reportCurrency ?? 'EUR'
  const first: { name: string; code: string; category: string; description: string; priceMinor: number | null; costMinor: number | null; active: boolean } = { name: p?.name ?? '', code: p?.code ?? '', category: p?.category ?? '', description: p?.description ?? '', priceMinor: p?.priceMinor ?? null, costMinor: p?.costMinor ?? null, active: p?.active ?? true }
  const [chosen, setCurrency] = useState(p?.currency)
  const currency = chosen ?? report
  const more = { touches: ['/products', '/deals'], onDone: () => { toast('Saved.'); onDone() } }
  const make = useForm(createProduct, first, more), change = useForm(updateProduct, first, { ...more, ...(p && { params: { id: p.id } }) })
  const form = p ? change : make
  const drop = useSend(deleteProduct, { touches: ['/products'], onError: toastError, onDone: () => { toast(`${p?.name} is deleted. What stands in deals stays.`); onDone() } })
  return (
    <form onSubmit={(e) => { e.preventDefault(); form.submit({ currency } as never) }}>
      <Stack gap="md">
        <FormProblem problem={form.problem} />
        <TextInput label="Name" required data-autofocus {...form.text('name')} />
        <Pair><TextInput label="Category" {...form.text('category')} /><TextInput label="Code" {...form.text('code')} /></Pair>
        <MoneyField label="Price" required minor={form.values.priceMinor} currency={currency} onChange={(v) => form.set('priceMinor', v)} onCurrency={setCurrency} error={form.wrong['priceMinor']} />
        <MoneyField label="What it costs us" minor={form.values.costMinor} currency={currency} onChange={(v) => form.set('costMinor', v)} error={form.wrong['costMinor']} />
        <Textarea label="Description" autosize minRows={2} {...form.text('description')} />
        <Switch label="On sale" checked={form.values.active} onChange={(e) => form.set('active', e.currentTarget.checked)} />
        <div className={css.does}><Button type="submit" loading={form.isSending}>{p ? 'Save' : 'Add product'}</Button><Button variant="default" onClick={onDone}>Cancel</Button>{p && <Button variant="subtle" color="bad" onClick={() => drop.mutate({ params: { id: p.id } })}>Delete</Button>}</div>
      </Stack>
    </form>
  )
}
