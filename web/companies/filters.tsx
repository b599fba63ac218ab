// What of the companies is shown: in the address (and so in saved views), so that a link shows the same.
import { listMembers } from '#contract/accounts'
import { companyChoices } from '#contract/companies'
import type { OwnCondition } from '#contract/custom-fields'
import { Select } from '@mantine/core'
import { useCall } from '../app/call.ts'
import { ownIn, OwnFilters } from '../records/own-filters.tsx'
import { FilterChips, SetChip } from '../ui/filter-chips.tsx'
import type { UrlState } from '../ui/url-state.ts'
import { formatNumber } from '../ui/values.tsx'
import css from './companies.module.css'

const keys = ['industry', 'country', 'tag', 'ownerId', 'people'] as const
type Chosen = Partial<Record<(typeof keys)[number], string>>

function chosenIn(url: UrlState): Chosen {
  try {
    const read = JSON.parse(url.filter ?? '{}') as Record<string, unknown> | null
    return Object.fromEntries(keys.flatMap((key) => (typeof read?.[key] === 'string' ? [[key, read[key]]] : [])))
  } catch { return {} }
}
/** What of the address narrows the companies, as the endpoints take it. */
export const asked = (url: UrlState): Record<string, string> => { const own = ownOf(url); return { ...(url.search && { search: url.search }), ...(chosenIn(url) as Record<string, string>), ...(own.length && { own: JSON.stringify(own) }) } }
function ownOf(url: UrlState): OwnCondition[] { try { return ownIn((JSON.parse(url.filter ?? '{}') as { own?: unknown } | null)?.own) } catch { return [] } }

export function CompanyFilters({ url, setUrl }: { url: UrlState; setUrl: (change: UrlState) => void }) {
  const choices = useCall(companyChoices).data, members = useCall(listMembers).data?.items ?? [], chosen = chosenIn(url), own = ownOf(url)
  const write = (next: Chosen & { own?: OwnCondition[] }) => setUrl({ filter: Object.keys(next).length ? JSON.stringify(next) : undefined })
  const put = (key: (typeof keys)[number], value: string | null | undefined) => {
    const next: Chosen = Object.fromEntries(keys.flatMap((k) => { const v = k === key ? value : chosen[k]; return v ? [[k, v]] : [] }))
    write({ ...next, ...(own.length && { own }) })
  }
  const several = [['industry', 'Industry', choices?.industries], ['country', 'Country', choices?.countries], ['tag', 'Tag', choices?.tags]] as const
  const owner = chosen.ownerId === 'none' ? 'nobody' : members.find((m) => m.userId === chosen.ownerId)?.name
  return (
    <>
      {several.map(([key, label, has]) => (chosen[key]
        ? <SetChip key={key} label={label} onRemove={() => put(key, undefined)}>{label}: {chosen[key]}</SetChip>
        : (has?.length ?? 0) > 0 && <Select key={key} aria-label={label} placeholder={label} size="xs" searchable className={css.choice!} value={null} data={has!.map((c) => ({ value: c.value, label: `${c.value} (${formatNumber(c.companies)})` }))} onChange={(v) => put(key, v)} />))}
      {chosen.ownerId && chosen.ownerId !== 'me'
        ? <SetChip label="Owner" onRemove={() => put('ownerId', undefined)}>Owner: {owner ?? '…'}</SetChip>
        : members.length > 1 && <Select aria-label="Owner" placeholder="Owner" size="xs" searchable className={css.choice!} value={null} data={[{ value: 'none', label: 'Nobody’s' }, ...members.map((m) => ({ value: m.userId, label: m.name }))]} onChange={(v) => put('ownerId', v)} />}
      <OwnFilters of="company" value={own} onChange={(next) => write({ ...chosen, ...(next.length && { own: next }) })} />
      <FilterChips label="Whose" choices={[{ value: 'me', label: 'Mine' }]} value={chosen.ownerId} onChange={(v) => put('ownerId', v)} />
      <FilterChips label="People" choices={[{ value: 'some', label: 'With leads' }, { value: 'none', label: 'Without leads' }]} value={chosen.people} onChange={(v) => put('people', v)} />
    </>
  )
}
