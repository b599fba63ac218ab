// What can be put in between two steps.
import { Button, Menu } from '@mantine/core'
import { Icon } from '../ui/icon.tsx'
import { IconPlus } from '../ui/icons.ts'
import type { Item } from './shape.ts'

interface Props { label: string; opened: boolean; onOpened: (opened: boolean) => void; /** On a path of a condition, which may end there. */ onPath: boolean; onAdd: (kind: Item['kind'], more?: Partial<Item>) => void }

export function InsertMenu({ label, opened, onOpened, onPath, onAdd }: Props) {
  return (
    <Menu opened={opened} onChange={onOpened} position="bottom-start" returnFocus>
      <Menu.Target><Button size="compact-xs" variant="subtle" leftSection={<Icon of={IconPlus} />} aria-label={label}>Insert</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAdd('email')}>A mail</Menu.Item>
        <Menu.Item onClick={() => onAdd('wait')}>A wait</Menu.Item>
        <Menu.Item onClick={() => onAdd('task', asking('call'))}>A call</Menu.Item>
        <Menu.Item onClick={() => onAdd('task', asking('linkedin'))}>A step on LinkedIn</Menu.Item>
        <Menu.Item onClick={() => onAdd('task', asking('todo'))}>Something else to do</Menu.Item>
        <Menu.Item onClick={() => onAdd('condition')}>A condition</Menu.Item>
        {onPath && <Menu.Item onClick={() => onAdd('end')}>The end of this path</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}

const asking = (what: 'call' | 'linkedin' | 'todo'): Partial<Item> => ({ ask: { what, act: what === 'linkedin' ? 'invite' : null, mostTries: 3, everyDays: 1, days: 10 } })
