// How a table looks: which columns in which order, density, grouping. All of it by keyboard.
import { ActionIcon, Button, Checkbox, Popover, SegmentedControl, Select, Stack } from '@mantine/core'
import { Icon } from './icon.tsx'
import { IconArrowDown, IconArrowUp, IconColumns } from './icons.ts'
import { arranged, moved, shownOrNot, type Column, type TableLayout } from './table-columns.ts'
import css from './table-menu.module.css'

interface Props<T> {
  columns: Column<T>[]
  layout: TableLayout
  density?: string | undefined
  onDensity?: (density: string | undefined) => void
  group?: string | undefined
  groups?: { value: string; label: string }[]
  onGroup?: (group: string | undefined) => void
}

export function TableMenu<T>({ columns, layout, density, onDensity, group, groups, onGroup }: Props<T>) {
  const shown = arranged(columns, layout.columns)
  const hidden = columns.filter((c) => !shown.some((s) => s.key === c.key))
  const put = (next: string[]) => layout.onColumns(next)
  return (
    <Popover position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target><Button size="xs" variant="default" leftSection={<Icon of={IconColumns} size={14} />}>Columns</Button></Popover.Target>
      <Popover.Dropdown aria-label="How the table looks">
        <Stack gap="sm">
          {onDensity && <SegmentedControl size="xs" aria-label="Density" value={density ?? 'normal'} onChange={(v) => onDensity(v === 'normal' ? undefined : v)} data={[{ value: 'normal', label: 'Dense' }, { value: 'comfortable', label: 'Comfortable' }]} />}
          {onGroup && groups && <Select size="xs" label="Group by" clearable placeholder="Nothing" data={groups} value={group ?? null} onChange={(v) => onGroup(v ?? undefined)} comboboxProps={{ withinPortal: false }} />}
          <ul className={css.list} aria-label="Columns">
            {shown.map((c, i) => (
              <li key={c.key}>
                <Checkbox size="xs" label={c.title} checked disabled={i === 0} onChange={() => put(shownOrNot(columns, layout.columns, c.key, false))} />
                <span>
                  <ActionIcon size={24} variant="subtle" aria-label={`${c.title}: further to the front`} disabled={i < 2} onClick={() => put(moved(columns, layout.columns, c.key, shown[i - 1]!.key))}><Icon of={IconArrowUp} size={13} /></ActionIcon>
                  <ActionIcon size={24} variant="subtle" aria-label={`${c.title}: further to the back`} disabled={i === 0 || i === shown.length - 1} onClick={() => put(moved(columns, layout.columns, c.key, shown[i + 2]?.key))}><Icon of={IconArrowDown} size={13} /></ActionIcon>
                </span>
              </li>
            ))}
            {hidden.map((c) => <li key={c.key}><Checkbox size="xs" label={c.title} checked={false} onChange={() => put(shownOrNot(columns, layout.columns, c.key, true))} /></li>)}
          </ul>
          {layout.columns && <Button size="xs" variant="subtle" onClick={() => layout.onColumns(undefined)}>As they were at first</Button>}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
