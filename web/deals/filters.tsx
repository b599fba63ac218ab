// What of the deals is shown: in the address, so that a link shows the same.
import { listMembers } from '#contract/accounts'
import type { OwnCondition } from '#contract/custom-fields'
import { dealFlags } from '#contract/deals'
import { Button, Checkbox, Popover, Select, Stack, TextInput } from '@mantine/core'
import { useCall } from '../app/call.ts'
import { OwnChips, OwnConditions, ownIn } from '../records/own-filters.tsx'
import { FilterChips, SearchField, SetChip } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconAdjustmentsHorizontal, IconFilter } from '../ui/icons.ts'
import { Filters } from '../ui/page.tsx'
import { Pair } from '../ui/pair.tsx'
import type { UrlState } from '../ui/url-state.ts'
import { formatDay } from '../ui/values.tsx'
import { ViewsMenu } from '../views/views-menu.tsx'
import { cardFields, fieldWords, type CardField } from './card.tsx'
import css from './deals.module.css'
import { MoneyField } from './fields.tsx'
import { flagOf, formatMoney } from './words.ts'

const keys = ['pipelineId', 'ownerId', 'flag', 'closeFrom', 'closeTo', 'amountFrom', 'amountTo'] as const
type Chosen = Partial<Record<(typeof keys)[number], string>> & { own?: OwnCondition[] }

/** What the filter in the address says; a view keeps it whole. Links from before had each of its parts for itself. */
export function chosenIn(url: UrlState): Chosen {
  let read: Record<string, unknown> = {}
  try { read = (JSON.parse(url.filter ?? '{}') as Record<string, unknown> | null) ?? {} } catch { /* no filter, then */ }
  const loose: Record<string, string | undefined> = { ...url, pipelineId: url['pipeline'] }, own = ownIn(read['own'])
  return { ...Object.fromEntries(keys.flatMap((key) => { const v = read[key] ?? loose[key]; return typeof v === 'string' && v ? [[key, v]] : [] })), ...(own.length && { own }) }
}
/** The address with another filter. */
const loose = { pipeline: undefined, ownerId: undefined, flag: undefined, closeFrom: undefined, closeTo: undefined, amountFrom: undefined, amountTo: undefined }
export const withFilter = (url: UrlState, change: { [K in keyof Chosen]?: Chosen[K] | undefined }): UrlState => {
  const next = Object.fromEntries(Object.entries({ ...chosenIn(url), ...change }).filter(([, v]) => v !== undefined && v !== '' && !(Array.isArray(v) && !v.length)))
  return { ...loose, filter: Object.keys(next).length ? JSON.stringify(next) : undefined }
}
export const withoutFilter = (url: UrlState): UrlState => ({ search: undefined, ...withFilter(url, { ownerId: undefined, flag: undefined, closeFrom: undefined, closeTo: undefined, amountFrom: undefined, amountTo: undefined, own: undefined }) })

/** What of the address narrows the deals of a pipeline, as the endpoints take it. */
export function asked(url: UrlState): Record<string, string> {
  const { own, pipelineId: _, ...chosen } = chosenIn(url)
  return { ...(url.search && { search: url.search }), ...chosen, ...(own && { own: JSON.stringify(own) }) }
}

interface Props { url: UrlState; setUrl: (change: UrlState, how?: { replace?: boolean }) => void; reportCurrency: string; fields?: { shown: CardField[]; set: (fields: CardField[]) => void }; children?: React.ReactNode }

export function DealFilters({ url, setUrl, reportCurrency, fields, children }: Props) {
  const members = useCall(listMembers).data?.items ?? []
  const owners = [{ value: 'me', label: 'Mine' }, { value: 'none', label: 'Nobody’s' }, ...members.map((m) => ({ value: m.userId, label: m.name }))]
  const chosen = chosenIn(url), put = (change: Parameters<typeof withFilter>[1], how?: { replace?: boolean }) => setUrl(withFilter(url, change), how)
  const minor = (key: 'amountFrom' | 'amountTo') => (chosen[key] ? Number(chosen[key]) : null)
  return (
    <Filters>
      <SearchField value={url.search} onChange={(search) => setUrl({ search }, { replace: true })} label="Search deals" />
      <Select aria-label="Owner" placeholder="Everybody’s" clearable w={136} data={owners} value={chosen.ownerId ?? null} onChange={(v) => put({ ownerId: v ?? undefined })} />
      <Popover width={400} position="bottom-start" trapFocus returnFocus>
        <Popover.Target><Button variant="default" size="xs" leftSection={<Icon of={IconFilter} size={14} />}>Filter</Button></Popover.Target>
        <Popover.Dropdown aria-label="Filter" mah={480} style={{ overflow: 'auto' }}>
          <Stack gap="sm">
            <Pair><TextInput size="xs" type="date" label="Closes from" value={chosen.closeFrom ?? ''} onChange={(e) => put({ closeFrom: e.currentTarget.value || undefined }, { replace: true })} /><TextInput size="xs" type="date" label="Closes until" value={chosen.closeTo ?? ''} onChange={(e) => put({ closeTo: e.currentTarget.value || undefined }, { replace: true })} /></Pair>
            <MoneyField size="xs" label="At least" minor={minor('amountFrom')} currency={reportCurrency} onChange={(v) => put({ amountFrom: v === null ? undefined : String(v) }, { replace: true })} />
            <MoneyField size="xs" label="At most" minor={minor('amountTo')} currency={reportCurrency} onChange={(v) => put({ amountTo: v === null ? undefined : String(v) }, { replace: true })} />
            <OwnConditions of="deal" value={chosen.own ?? []} onChange={(own) => put({ own }, { replace: true })} />
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <FilterChips label="What needs a look" choices={dealFlags.map((f) => ({ value: f, label: flagOf[f].words }))} value={chosen.flag} onChange={(flag) => put({ flag })} />
      {(chosen.closeFrom || chosen.closeTo) && <SetChip label="Close date" onRemove={() => put({ closeFrom: undefined, closeTo: undefined })}>Closes {chosen.closeFrom && `from ${formatDay(chosen.closeFrom)}`} {chosen.closeTo && `until ${formatDay(chosen.closeTo)}`}</SetChip>}
      {(chosen.amountFrom || chosen.amountTo) && <SetChip label="Amount" onRemove={() => put({ amountFrom: undefined, amountTo: undefined })}>{chosen.amountFrom && `From ${formatMoney(Number(chosen.amountFrom), reportCurrency)}`} {chosen.amountTo && `up to ${formatMoney(Number(chosen.amountTo), reportCurrency)}`}</SetChip>}
      <OwnChips of="deal" value={chosen.own ?? []} onChange={(own) => put({ own })} />
      <ViewsMenu of="deals" all="All deals" url={url} setUrl={setUrl} />
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
