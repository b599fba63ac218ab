// One field of one's own for all that are picked; left empty it is taken away. Only fields that somebody described are offered.
import { listFields, type FieldSubject } from '#contract/custom-fields'
import { Button, Popover, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../app/call.ts'

export function SetOwnField({ of, onSet }: { of: FieldSubject; onSet: (key: string, value: string | null) => void }) {
  const fields = (useCall(listFields).data?.items ?? []).filter((f) => f.subject === of)
  const [opened, setOpened] = useState(false), [key, setKey] = useState<string | null>(null), [value, setValue] = useState('')
  const field = fields.find((f) => f.key === key)
  if (!fields.length) return null
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={260} trapFocus returnFocus>
      <Popover.Target><Button size="xs" variant="default" onClick={() => setOpened(!opened)}>Field</Button></Popover.Target>
      <Popover.Dropdown aria-label="Set a field">
        <form onSubmit={(e) => { e.preventDefault(); if (key) { onSet(key, value.trim() || null); setOpened(false); setValue('') } }}>
          <Stack gap="xs">
            <Select size="xs" label="Own field" data={fields.map((f) => ({ value: f.key, label: f.name }))} value={key} onChange={(k) => { setKey(k); setValue('') }} comboboxProps={{ withinPortal: false }} data-autofocus />
            {field?.type === 'select'
              ? <Select size="xs" label="Value" clearable description="Empty takes the field away." data={field.choices} value={value || null} onChange={(v) => setValue(v ?? '')} comboboxProps={{ withinPortal: false }} />
              : <TextInput size="xs" label="Value" description="Empty takes the field away." type={field?.type === 'date' ? 'date' : 'text'} value={value} onChange={(e) => setValue(e.currentTarget.value)} />}
            <Button size="xs" type="submit" disabled={!key}>{value.trim() ? 'Set' : 'Take away'}</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
