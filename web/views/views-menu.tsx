// The views of a list: yours and the shared ones, favourites first. What was changed since a view was opened can be saved, saved as
// another, or taken back; the address always holds all of it. A person's own default opens by itself.
import { createView, deleteView, listViews, markView, updateView, type View, type ViewKind, type ViewState } from '#contract/views'
import { Button, Menu } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { Icon } from '../ui/icon.tsx'
import { IconChevronDown, IconStarFilled } from '../ui/icons.ts'
import { NameDialog } from '../ui/name-dialog.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import type { UrlState } from '../ui/url-state.ts'
import { addressOf, lookOf, noLook, sameLook } from './look.ts'
import css from './views.module.css'

interface Props {
  of: ViewKind
  /** "All leads": the list as it is without any view. */
  all: string
  url: UrlState
  setUrl: (change: UrlState, how?: { replace?: boolean }) => void
  /** How many a view finds, for its badge; asked while the menu is open. */
  count?: (state: ViewState) => ReactNode
}

export function ViewsMenu({ of, all, url, setUrl, count }: Props) {
  const views = useCall(listViews, { query: { of } })
  const [saving, setSaving] = useState(false), [renaming, setRenaming] = useState<View>(), [opened, setOpened] = useState(false)
  const touches = [listViews]
  const items = views.data?.items ?? []
  const open = items.find((v) => v.id === url.view)
  const now = lookOf(url, of)
  const changed = open && !sameLook(open.state, now)
  const plain = sameLook(now, {})
  const take = (v: View | undefined, how?: { replace?: boolean }) => setUrl({ ...noLook, ...(v && addressOf(v.state)), view: v?.id, open: undefined }, how)
  const create = useSend(createView, { touches, onError: toastError, onDone: (v) => { setSaving(false); setUrl({ view: v.id }); toast(`Saved as ${v.name}.`) } })
  const update = useSend(updateView, { touches, onError: toastError, onDone: (v) => { setRenaming(undefined); toast(`${v.name} is saved.`) } })
  const mark = useSend(markView, { touches, onError: toastError })
  const remove = useSend(deleteView, { touches, onError: toastError, onDone: (_, { params: { id } }) => {
    const gone = items.find((v) => v.id === id)
    setUrl({ view: undefined })
    toast('The view is gone; what it showed stays.', gone && { undo: () => create.mutate({ body: { of, name: gone.name, state: gone.state, shared: gone.shared } }) })
  } })
  useDefault(url, plain, views.data?.items, take)

  return (
    <>
      <Menu position="bottom-start" opened={opened} onChange={setOpened} width={300}>
        <Menu.Target><Button size="xs" variant="default" rightSection={<Icon of={IconChevronDown} size={14} />}>{open ? open.name : 'Views'}</Button></Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
          <Menu.Item onClick={() => take(undefined)}>{all}</Menu.Item>
          {items.map((v) => (
            <Menu.Item key={v.id} leftSection={v.favourite ? <Icon of={IconStarFilled} size={12} /> : undefined} rightSection={<span className="o-num o-muted">{opened && count?.(v.state)}</span>} onClick={() => take(v)}>
              <span className={css.name}>{v.name}</span>{(v.shared || v.isDefault) && <small className="o-muted"> {[v.shared && 'shared', v.isDefault && 'opens first'].filter(Boolean).join(', ')}</small>}
            </Menu.Item>
          ))}
          {!open && !plain && <><Menu.Divider /><Menu.Item onClick={() => setSaving(true)}>Save as a view</Menu.Item></>}
          {open && <>
            <Menu.Divider />
            <Menu.Item onClick={() => mark.mutate({ params: { id: open.id }, body: { favourite: !open.favourite } })}>{open.favourite ? 'No favourite any more' : 'Make it a favourite'}</Menu.Item>
            <Menu.Item onClick={() => mark.mutate({ params: { id: open.id }, body: { isDefault: !open.isDefault } })}>{open.isDefault ? 'Do not open it by itself' : 'Open it by itself'}</Menu.Item>
          </>}
          {open?.mayChange && <>
            <Menu.Item onClick={() => setRenaming(open)}>Rename this view</Menu.Item>
            <Menu.Item onClick={() => update.mutate({ params: { id: open.id }, body: { shared: !open.shared } })}>{open.shared ? 'Keep this view to yourself' : 'Share this view with everybody'}</Menu.Item>
            <Menu.Item color="bad" onClick={() => remove.mutate({ params: { id: open.id } })}>Remove this view</Menu.Item>
          </>}
        </Menu.Dropdown>
      </Menu>
      {changed && open.mayChange && <Button size="xs" variant="subtle" onClick={() => update.mutate({ params: { id: open.id }, body: { state: now } })}>Save</Button>}
      {changed && <Button size="xs" variant="subtle" onClick={() => setSaving(true)}>Save as</Button>}
      {changed && <Button size="xs" variant="subtle" onClick={() => take(open)}>Reset</Button>}
      {saving && <NameDialog title="Save this view" onClose={() => setSaving(false)} busy={create.isPending} sharing onName={(name, shared) => create.mutate({ body: { of, name, state: now, shared } })} />}
      {renaming && <NameDialog title="Rename the view" first={renaming.name} onClose={() => setRenaming(undefined)} busy={update.isPending} onName={(name) => update.mutate({ params: { id: renaming.id }, body: { name } })} />}
    </>
  )
}

/** The person's own default, when the list is opened with nothing else asked for. Once: "all" must stay reachable. */
function useDefault(url: UrlState, plain: boolean, items: View[] | undefined, take: (v: View, how: { replace: boolean }) => void) {
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current || !items) return
    asked.current = true
    const first = items.find((v) => v.isDefault)
    if (first && plain && !url.view && !url.open && !url.new) take(first, { replace: true })
  }, [items, plain, url, take])
}
