// The conditions of the list as chips: a click changes one, "or" adds an alternative to it, the cross takes it away.
import { listMembers } from '#contract/accounts'
import { listCampaigns } from '#contract/campaigns'
import { listImports } from '#contract/imports'
import { listLists } from '#contract/leads'
import type { Condition } from '#contract/lead-filter'
import { Button, Popover } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { SetChip } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconFilter, IconPlus, IconX } from '../ui/icons.ts'
import { ownEscape } from './choose.tsx'
import { ConditionForm, type IdChoices } from './condition-form.tsx'
import { changed, groupsOf, textOf } from './filter.ts'
import css from './leads.module.css'
import { useStatuses } from './statuses.tsx'
import { conditionWords } from './words.ts'

export function FilterBar({ value, onChange }: { value: string | undefined; onChange: (filter: string | undefined) => void }) {
  const may = useMay()
  const [open, setOpen] = useState<string>()
  const { groups, whole } = groupsOf(value)
  const lists = useCall(listLists), campaigns = useCall(listCampaigns, { query: { limit: 100 } }), imports = useCall(listImports, { query: { limit: 50 } }), members = useCall(listMembers, undefined, { enabled: may('team.read') })
  const idChoices: IdChoices = {
    list: lists.data?.items.map((l) => ({ value: l.id, label: l.name })), campaign: campaigns.data?.items.map((c) => ({ value: c.id, label: c.name })),
    import: imports.data?.items.map((i) => ({ value: i.id, label: i.fileName })), owner: members.data?.items.map((m) => ({ value: m.userId, label: m.name })),
  }
  const statuses = useStatuses()
  const names = new Map([...Object.values(idChoices).flatMap((some) => (some ?? []).map((c): [string, string] => [c.value, c.label])), ...statuses.all.map((s): [string, string] => [`status:${s.key}`, s.name])])
  useShortcuts([{ keys: 'f', label: 'Filter', group: 'Lists', run: () => setOpen('new') }])
  const put = (group: number, at: number, c: Condition | undefined) => { setOpen(undefined); onChange(textOf(changed(groups, group, at, c))) }
  const editor = (key: string, target: ReactElement, group: number, at: number, from?: Condition) => (
    <Popover opened={open === key} onChange={(o) => setOpen(o ? key : undefined)} position="bottom-start" width={300} trapFocus returnFocus>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown aria-label="Condition"><ConditionForm idChoices={idChoices} onDone={(c) => put(group, at, c)} {...(from && { from })} /></Popover.Dropdown>
    </Popover>
  )
  const toggle = (key: string) => () => setOpen(open === key ? undefined : key)
  return (
    <div className={css.filters} onKeyDownCapture={ownEscape}>
      {whole && <SetChip label="this filter" onRemove={() => onChange(undefined)}>{whole === 'deep' ? 'A filter with groups inside groups' : 'A filter that cannot be read'}</SetChip>}
      {groups.map((group, g) => (
        <span key={g} className={css.group} role="group" aria-label={group.map((c) => conditionWords(c, names)).join(' or ')}>
          {group.map((c, i) => {
            const words = conditionWords(c, names)
            return (
              <span key={`${words}${i}`} className={css.cond}>
                {i > 0 && <span className={css.join}>or</span>}
                {editor(`${g}.${i}`, <button type="button" className={css.words} title={words} aria-label={`Change: ${words}`} onClick={toggle(`${g}.${i}`)}>{words}</button>, g, i, c)}
                <button type="button" className={css.drop} aria-label={`Take away: ${words}`} onClick={() => put(g, i, undefined)}><Icon of={IconX} size={12} /></button>
              </span>
            )
          })}
          {editor(`${g}+`, <button type="button" className={css.or} aria-label="Or: add an alternative" onClick={toggle(`${g}+`)}><Icon of={IconPlus} size={12} />or</button>, g, group.length)}
        </span>
      ))}
      {!whole && editor('new', <Button size="xs" variant="default" leftSection={<Icon of={IconFilter} size={14} />} onClick={toggle('new')}>Filter</Button>, groups.length, 0)}
      {groups.length > 1 && <Button size="xs" variant="subtle" color="gray" onClick={() => onChange(undefined)}>Clear</Button>}
    </div>
  )
}
