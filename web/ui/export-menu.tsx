// The list as a file, just as it is filtered and sorted.
import type { Endpoint } from '#contract/contract'
import { exportFormats } from '#contract/exports'
import { Button, Menu } from '@mantine/core'
import { urlOf, type Ask } from '../app/call.ts'
import { Icon } from './icon.tsx'
import { IconChevronDown } from './icons.ts'

const words: Record<(typeof exportFormats)[number], string> = { csv: 'CSV', xlsx: 'Excel (.xlsx)' }

export function ExportMenu<E extends Endpoint>({ from, query, disabled }: { from: E; query: Record<string, unknown>; disabled?: boolean }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" disabled={disabled ?? false} rightSection={<Icon of={IconChevronDown} size={14} />}>Export</Button></Menu.Target>
      <Menu.Dropdown>
        {exportFormats.map((format) => <Menu.Item key={format} component="a" href={urlOf<Endpoint>(from, { query: { ...query, format } } as Ask<Endpoint>)} download>{words[format]}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  )
}
