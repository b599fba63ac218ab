// What of the deals is shown: in the address, so that a link shows the same.
import { listMembers } from '#contract/accounts'
import { dealFlags } from '#contract/deals'
import { Button, Checkbox, Popover, Select, Stack, TextInput } from '@mantine/core'
import { useCall } from '../app/call.ts'
import { FilterChips, SearchField, SetChip } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconAdjustmentsHorizontal, IconFilter } from '../ui/icons.ts'
import { Filters } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import type { UrlState } from '../ui/url-state.ts'
import { formatDay } from '../ui/values.tsx'
import { cardFields, fieldWords, type CardField } from './card.tsx'
import css from './deals.module.css'
import { MoneyField } from './fields.tsx'
import { flagOf, formatMoney } from './words.ts'

/** What of the address narrows the deals, as the endpoints take it. */
export const asked = (url: UrlState): Record<string, string> =>
  Object.fromEntries((['search', 'ownerId', 'flag', 'closeFrom', 'closeTo', 'amountFrom', 'amountTo'] as const).flatMap((key) => (url[key] ? [[key, url[key]!]] : [])))

interface Props { url: UrlState; setUrl: (change: UrlState, how?: { replace?: boolean }) => void; reportCurrency: string; fields?: { shown: CardField[]; set: (fields: CardField[]) => void }; children?: React.ReactNode }

export function DealFilters({ url, setUrl, reportCurrency, fields, children }: Props) {
  const members = useCall(listMembers).data?.items ?? []
  const owners = [{ value: 'me', label: 'Mine' }, { value: 'none', label: 'Nobody’s' }, ...members.map((m) => ({ value: m.userId, label: m.name }))]
  const minor = (key: 'amountFrom' | 'amountTo') => (url[key] ? Number(url[key]) : null)
  return (
    <Filters>
      <SearchField value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} label="Search deals" />
      <Select aria-label="Owner" placeholder="Everybody’s" clearable w={160} data={owners} value={url.ownerId ?? null} onChange={(v) => setUrl({ ownerId: v ?? undefined })} />
      <Popover width={320} position="bottom-start" trapFocus returnFocus>
        <Popover.Target><Button variant="default" leftSection={<Icon of={IconFilter} size={14} />}>Date and amount</Button></Popover.Target>
        <Popover.Dropdown aria-label="Date and amount">
          <Stack gap="sm">
            <Pair><TextInput size="xs" type="date" label="Closes from" value={url.closeFrom ?? ''} onChange={(e) => setUrl({ closeFrom: e.currentTarget.value || undefined }, { replace: true })} /><TextInput size="xs" type="date" label="Closes until" value={url.closeTo ?? ''} onChange={(e) => setUrl({ closeTo: e.currentTarget.value || undefined }, { replace: true })} /></Pair>
            <MoneyField size="xs" label="At least" minor={minor('amountFrom')} currency={reportCurrency} onChange={(v) => setUrl({ amountFrom: v === null ? undefined : String(v) }, { replace: true })} />
            <MoneyField size="xs" label="At most" minor={minor('amountTo')} currency={reportCurrency} onChange={(v) => setUrl({ amountTo: v === null ? undefined : String(v) }, { replace: true })} />
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <FilterChips label="What needs a look" choices={dealFlags.map((f) => ({ value: f, label: flagOf[f].words }))} value={url.flag} onChange={(flag) => setUrl({ flag })} />
      {(url.closeFrom || url.closeTo) && <SetChip label="Close date" onRemove={() => setUrl({ closeFrom: undefined, closeTo: undefined })}>Closes {url.closeFrom && `from ${formatDay(url.closeFrom)}`} {url.closeTo && `until ${formatDay(url.closeTo)}`}</SetChip>}
      {(url.amountFrom || url.amountTo) && <SetChip label="Amount" onRemove={() => setUrl({ amountFrom: undefined, amountTo: undefined })}>{url.amountFrom && `From ${formatMoney(Number(url.amountFrom), reportCurrency)}`} {url.amountTo && `up to ${formatMoney(Number(url.amountTo), reportCurrency)}`}</SetChip>}
      <div className={css.views}>
        {fields && (
          <Popover position="bottom-end" trapFocus returnFocus>
            <Popover.Target><Button variant="default" px={8} aria-label="What cards show"><Icon of={IconAdjustmentsHorizontal} /></Button></Popover.Target>
            <Popover.Dropdown aria-label="What cards show">
              <Stack gap={8}>{cardFields.map((f) => <Checkbox key={f} size="xs" label={fieldWords[f]} checked={fields.shown.includes(f)} onChange={(e) => fields.set(e.currentTarget.checked ? [...fields.shown, f] : fields.shown.filter((x) => x !== f))} />)}</Stack>
            </Popover.Dropdown>
          </Popover>
        )}
        {children}
      </div>
    </Filters>
  )
}
