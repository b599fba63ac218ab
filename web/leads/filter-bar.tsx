// The conditions of the list as chips: a click changes one, "or" adds an alternative to it, the cross takes it away.
import { LeadFilter, type Condition } from '#contract/lead-filter'
import { Button, Popover } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { SetChip } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconFilter, IconPlus, IconX } from '../ui/icons.ts'
import { ownEscape } from './choose.tsx'
import { ConditionForm } from './condition-form.tsx'
import { ConditionsDialog } from './conditions-dialog.tsx'
import { changed, groupsOf, textOf } from './filter.ts'
import { useIdChoices } from './id-choices.ts'
import css from './leads.module.css'
import { conditionWords } from './words.ts'

export function FilterBar({ value, onChange }: { value: string | undefined; onChange: (filter: string | undefined) => void }) {
  const may = useMay()
  const [open, setOpen] = useState<string>()
  const { groups, whole } = groupsOf(value)
  const [all, setAll] = useState(false)
  const { idChoices, names } = useIdChoices()
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
      {whole && <SetChip label="this filter" onRemove={() => onChange(undefined)}>{whole === 'deep' ? <button type="button" className={css.words} onClick={() => setAll(true)}>Conditions in groups</button> : 'A filter that cannot be read'}</SetChip>}
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
      {(groups.length > 0 || whole === 'deep') && <Button size="xs" variant="subtle" onClick={() => setAll(true)}>{may('leads.write') ? 'Groups, segment' : 'Groups'}</Button>}
      {all && <ConditionsDialog filter={read(value)} mayWrite={may('leads.write')} onShow={(f) => onChange('all' in f && !f.all.length ? undefined : JSON.stringify(f))} onClose={() => setAll(false)} />}
      {groups.length > 1 && <Button size="xs" variant="subtle" color="gray" onClick={() => onChange(undefined)}>Clear</Button>}
    </div>
  )
}

const read = (text: string | undefined): LeadFilter => { try { return LeadFilter.parse(JSON.parse(text ?? '{"all":[]}')) } catch { return { all: [] } } }
