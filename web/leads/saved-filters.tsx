// Saved filters, yours and the shared ones, each with how many leads it finds now.
import { createSavedFilter, deleteSavedFilter, listSavedFilters, updateSavedFilter } from '#contract/leads'
import { Button, Checkbox, Group, Menu, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconChevronDown } from '../ui/icons.ts'
import { toast, toastError } from '../ui/toast.tsx'
import type { UrlState } from '../ui/url-state.ts'
import { filterOf, sameFilter } from './filter.ts'

export function SavedFilters({ url, setUrl }: { url: UrlState; setUrl: (change: UrlState) => void }) {
  const saved = useCall(listSavedFilters)
  const [saving, setSaving] = useState(false), [name, setName] = useState(''), [shared, setShared] = useState(false)
  const touches = [listSavedFilters]
  const open = saved.data?.items.find((f) => f.id === url.saved)
  const filter = filterOf(url.filter), sort = (url.sort ?? '-createdAt') as '-createdAt'
  const now = { filter, search: url.search ?? null, sort }
  const changed = open && (!sameFilter(open.filter, filter) || (open.search ?? '') !== (url.search ?? '') || (open.sort ?? '-createdAt') !== sort)
  const create = useSend(createSavedFilter, { touches, onError: toastError, onDone: (f) => { setSaving(false); setUrl({ saved: f.id }); toast(`Saved as ${f.name}.`) } })
  const update = useSend(updateSavedFilter, { touches, onError: toastError, onDone: (f) => toast(`${f.name} is saved.`) })
  const remove = useSend(deleteSavedFilter, { touches, onError: toastError, onDone: (_, { params: { id } }) => { const gone = saved.data?.items.find((f) => f.id === id); setUrl({ saved: undefined }); toast('The view is gone; its leads stay.', gone && { undo: () => create.mutate({ body: { name: gone.name, filter: gone.filter, search: gone.search, sort: (gone.sort ?? '-createdAt') as '-createdAt', shared: gone.shared } }) }) } })
  const take = (id: string) => { const f = saved.data?.items.find((x) => x.id === id); if (f) setUrl({ saved: id, filter: sameFilter(f.filter, { all: [] }) ? undefined : JSON.stringify(f.filter), search: f.search ?? undefined, sort: f.sort ?? undefined, open: undefined }) }
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target><Button size="xs" variant="default" rightSection={<Icon of={IconChevronDown} size={14} />}>{open ? open.name : 'Views'}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setUrl({ saved: undefined, filter: undefined, search: undefined, sort: undefined, open: undefined })}>All leads</Menu.Item>
          {saved.data?.items.map((f) => <Menu.Item key={f.id} rightSection={<span className="o-num o-muted">{f.count}{f.countIsCapped && '+'}</span>} onClick={() => take(f.id)}>{f.name}{f.shared && <span className="o-muted"> shared</span>}</Menu.Item>)}
          {open?.mine && <><Menu.Divider /><Menu.Item onClick={() => update.mutate({ params: { id: open.id }, body: { shared: !open.shared } })}>{open.shared ? 'Keep this view to yourself' : 'Share this view with everybody'}</Menu.Item><Menu.Item color="bad" onClick={() => remove.mutate({ params: { id: open.id } })}>Remove this view</Menu.Item></>}
        </Menu.Dropdown>
      </Menu>
      {changed && open.mine && <Button size="xs" variant="subtle" onClick={() => update.mutate({ params: { id: open.id }, body: now })}>Save</Button>}
      {changed && <Button size="xs" variant="subtle" onClick={() => take(open.id)}>Reset</Button>}
      {(url.filter || url.search) && (!open || changed) && <Button size="xs" variant="subtle" onClick={() => { setName(''); setSaving(true) }}>Save as a view</Button>}
      <Modal opened={saving} onClose={() => setSaving(false)} title="Save this view">
        <form onSubmit={(e) => { e.preventDefault(); create.mutate({ body: { ...now, name, shared } }) }}>
          <Stack gap="md">
            <TextInput data-autofocus label="Name" value={name} onChange={(e) => setName(e.currentTarget.value)} />
            <Checkbox label="Everybody in the workspace sees it" checked={shared} onChange={(e) => setShared(e.currentTarget.checked)} />
            <Group justify="flex-end" gap="xs"><Button variant="default" onClick={() => setSaving(false)}>Cancel</Button><Button type="submit" disabled={!name.trim()} loading={create.isPending}>Save</Button></Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
