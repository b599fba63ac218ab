// Conditions in groups, groups in groups: all, any or none of these. Each condition is a chip that opens its form.
import { Button, Popover, Select } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { Icon } from '../ui/icon.tsx'
import { IconPlus, IconX } from '../ui/icons.ts'
import { ConditionForm } from './condition-form.tsx'
import type { IdChoices } from './id-choices.ts'
import css from './tree.module.css'
import { isGroup, replaced, type Group, type Path, type Word } from './tree.ts'
import { conditionWords } from './words.ts'

const words: { value: Word; label: string }[] = [{ value: 'all', label: 'All of these' }, { value: 'any', label: 'Any of these' }, { value: 'none', label: 'None of these' }]
const deepest = 4

interface Props { tree: Group; onChange: (tree: Group) => void; idChoices: IdChoices; names: Map<string, string> }

export function TreeEditor(props: Props) {
  const [open, setOpen] = useState<string>()
  return <One {...props} group={props.tree} path={[]} open={open} setOpen={setOpen} />
}

function One({ tree, onChange, idChoices, names, group, path, open, setOpen }: Props & { group: Group; path: Path; open: string | undefined; setOpen: (key: string | undefined) => void }) {
  const put = (at: Path, part: Parameters<typeof replaced>[2]) => { setOpen(undefined); onChange(replaced(tree, at, part)) }
  const editor = (at: Path, target: ReactElement, from?: Parameters<typeof conditionWords>[0]) => {
    const key = at.join('.')
    return (
      <Popover opened={open === key} onChange={(o) => setOpen(o ? key : undefined)} position="bottom-start" width={300} trapFocus returnFocus>
        <Popover.Target>{target}</Popover.Target>
        <Popover.Dropdown aria-label="Condition" onKeyDown={(e) => { if (e.key === 'Escape') e.stopPropagation() }}><ConditionForm idChoices={idChoices} onDone={(c) => put(at, c)} {...(from && { from })} /></Popover.Dropdown>
      </Popover>
    )
  }
  const toggle = (at: Path) => () => setOpen(open === at.join('.') ? undefined : at.join('.'))
  const end = [...path, group.parts.length]
  const label = words.find((w) => w.value === group.word)?.label ?? ''
  return (
    <div className={css.group} role="group" aria-label={label}>
      <div className={css.head}>
        <Select size="xs" w={140} aria-label="How the conditions of this group join" data={words} value={group.word} allowDeselect={false} onChange={(w) => w && put(path, { ...group, word: w as Word })} comboboxProps={{ withinPortal: false }} />
        {path.length > 0 && <button type="button" className={css.drop} aria-label={`Take away the group: ${label}`} onClick={() => put(path, undefined)}><Icon of={IconX} size={13} /></button>}
      </div>
      <ul className={css.parts}>
        {group.parts.map((part, i) => {
          const at = [...path, i]
          if (isGroup(part)) return <li key={`g${i}`}><One tree={tree} onChange={onChange} idChoices={idChoices} names={names} group={part} path={at} open={open} setOpen={setOpen} /></li>
          const says = conditionWords(part, names)
          return (
            <li key={`${says}${i}`} className={css.chip}>
              {editor(at, <button type="button" className={css.words} title={says} aria-label={`Change: ${says}`} onClick={toggle(at)}>{says}</button>, part)}
              <button type="button" className={css.drop} aria-label={`Take away: ${says}`} onClick={() => put(at, undefined)}><Icon of={IconX} size={12} /></button>
            </li>
          )
        })}
      </ul>
      <div className={css.add}>
        {editor(end, <Button size="xs" variant="default" leftSection={<Icon of={IconPlus} size={13} />} onClick={toggle(end)}>Condition</Button>)}
        {path.length < deepest - 1 && <Button size="xs" variant="subtle" leftSection={<Icon of={IconPlus} size={13} />} onClick={() => put(end, { word: group.word === 'any' ? 'all' : 'any', parts: [] })}>Group</Button>}
      </div>
    </div>
  )
}
