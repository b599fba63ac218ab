// ⌘K: go anywhere, do anything this page can do, find anything. Local things at once, records from the server as one types.
import { search, type Hit } from '#contract/search'
import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useId, useRef, useState } from 'react'
import { Kbd } from '../ui/badge.tsx'
import { Icon, type IconType } from '../ui/icon.tsx'
import { IconBolt, IconBuilding, IconHistory, IconList, IconMessage, IconSearch, IconSend, IconTarget, IconUser } from '../ui/icons.ts'
import { useCall } from './call.ts'
import { fits } from './fuzzy.ts'
import { makeable, places } from './navigation.ts'
import css from './palette.module.css'
import { useMay } from './session.tsx'
import type { Opened } from './shell.tsx'
import { useListedShortcuts } from './shortcuts.ts'

interface Item { key: string; group: string; label: string; detail?: string | undefined; icon: IconType; keys?: string | undefined; run: () => void; recent?: { to: string; search?: Record<string, string> } }

const kept = 'overture.recent'
interface Recent { label: string; detail?: string | undefined; to: string; search?: Record<string, string> | undefined }
const recents = (): Recent[] => { try { return JSON.parse(localStorage.getItem(kept) ?? '[]') as Recent[] } catch { return [] } }
const remember = (r: Recent) => { try { localStorage.setItem(kept, JSON.stringify([r, ...recents().filter((x) => x.label !== r.label)].slice(0, 6))) } catch { /* storage is switched off */ } }

export default function Palette({ onClose, onOpen }: { onClose: () => void; onOpen: (what: Opened) => void }) {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const items = useItems(typed.trim(), onClose, onOpen)
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const chosen = Math.min(at, items.length - 1)
  useEffect(() => { list.current?.querySelector(`[data-i="${chosen}"]`)?.scrollIntoView({ block: 'nearest' }) }, [chosen])

  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} size={620} centered={false} yOffset="12vh" aria-label="Search and commands">
      <div className={css.field}>
        <Icon of={IconSearch} />
        <input
          data-autofocus role="combobox" aria-expanded="true" aria-controls={listId} aria-activedescendant={items[chosen] ? `${listId}-${chosen}` : undefined} aria-label="Search and commands"
          placeholder="Search, or say what you want to do" value={typed} autoComplete="off" spellCheck={false}
          onChange={(e) => { setTyped(e.currentTarget.value); setAt(0) }}
          onKeyDown={(e) => {
            if (e.nativeEvent.isComposing) return
            if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); setAt((chosen + (e.key === 'ArrowDown' ? 1 : -1) + items.length) % Math.max(1, items.length)) }
            else if (e.key === 'Enter') { e.preventDefault(); items[chosen]?.run() }
          }}
        />
        <Kbd keys="Escape" />
      </div>
      <div className={css.list} id={listId} role="listbox" aria-label="Results" ref={list}>
        {items.map((item, i) => (
          <div key={item.key} role="presentation">
            {item.group !== items[i - 1]?.group && <div className={css.group} role="presentation">{item.group}</div>}
            <div id={`${listId}-${i}`} data-i={i} role="option" aria-selected={i === chosen} className={css.item} onMouseMove={() => at !== i && setAt(i)} onClick={item.run}>
              <Icon of={item.icon} /><span>{item.label}</span>{item.detail && <small className="o-clip">{item.detail}</small>}{item.keys && <Kbd keys={item.keys} />}
            </div>
          </div>
        ))}
        {items.length === 0 && <div className={css.none}>Nothing is called “{typed.trim()}”. Try a name, an address, a company or a campaign.</div>}
      </div>
      <div className={css.foot}><span><Kbd keys="ArrowUp ArrowDown" /> move</span><span><Kbd keys="Enter" /> open</span><span><Kbd keys="Escape" /> close</span></div>
    </Modal>
  )
}

function useItems(typed: string, onClose: () => void, onOpen: (what: Opened) => void): Item[] {
  const may = useMay()
  const navigate = useNavigate()
  const shortcuts = useListedShortcuts()
  const found = useRecords(typed)
  const leave = (to: string, search: Record<string, string> = {}) => { onClose(); void navigate({ to, search: search as never }) }

  const go: Item[] = places.filter((p) => !p.can || may(p.can)).map((p) => ({ key: `go${p.to}`, group: 'Go to', label: p.label, icon: p.icon, keys: p.key && `g ${p.key}`, run: () => leave(p.to) }))
  const create: Item[] = makeable.filter((m) => may(m.can)).map((m) => ({ key: `make${m.label}`, group: 'Create', label: `New: ${m.label.toLowerCase()}`, icon: m.icon, run: () => (m.here ? onOpen(m.here) : leave(m.to, m.search)) }))
  const here: Item[] = shortcuts.filter((s) => !s.quiet && s.group !== 'Go to' && (s.group !== 'Lists' || s.keys === '') && !['mod+k', 'c', 'Escape'].includes(s.keys)).map((s) => ({
    key: `do${s.keys}${s.label}`, group: s.group === 'Everywhere' ? 'Commands' : s.group === 'Lists' ? 'What is picked' : s.group, label: s.label, icon: IconBolt, keys: s.keys || undefined,
    run: () => { onClose(); if (s.keys === '?') onOpen('sheet'); else setTimeout(() => s.run(new KeyboardEvent('keydown')), 0) },
  }))
  const records: Item[] = found.map((r) => ({ key: `found${r.kind}${r.id}`, group: r.group, label: r.label, detail: r.detail, icon: r.icon, run: () => { remember({ label: r.label, detail: r.detail, to: r.to, search: r.search }); leave(r.to, r.search) } }))
  if (!typed) {
    const last: Item[] = recents().map((r) => ({ key: `recent${r.label}`, group: 'Recent', label: r.label, detail: r.detail, icon: IconHistory, run: () => leave(r.to, r.search) }))
    return [...last, ...here.filter((i) => i.group !== 'Commands'), ...go, ...create]
  }
  const stop: Item[] = may('sending.stop') ? [{ key: 'stop', group: 'Commands', label: 'Stop all sending', icon: IconBolt, run: () => leave('/mailboxes', { new: 'stop' }) }] : []
  const matching = [...here, ...stop, ...go, ...create].filter((i) => fits(typed, i.label))
  const best = matching.filter((i) => i.label.toLowerCase().startsWith(typed.toLowerCase()))
  return [...best, ...records, ...matching.filter((i) => !best.includes(i))]
}

interface Found { kind: string; id: string; group: string; label: string; detail?: string; icon: IconType; to: string; search?: Record<string, string> }

const shownAs: Record<Hit['kind'], { group: string; icon: IconType; at: (id: string) => Pick<Found, 'to' | 'search'> }> = {
  lead: { group: 'Leads', icon: IconUser, at: (id) => ({ to: `/leads/${id}` }) },
  company: { group: 'Companies', icon: IconBuilding, at: (id) => ({ to: `/companies/${id}` }) },
  deal: { group: 'Deals', icon: IconTarget, at: (id) => ({ to: `/deals/${id}` }) },
  campaign: { group: 'Campaigns', icon: IconSend, at: (id) => ({ to: `/campaigns/${id}` }) },
  list: { group: 'Lists and segments', icon: IconList, at: (id) => ({ to: '/leads', search: { filter: JSON.stringify({ field: 'list', op: 'in', value: [id] }) } }) },
  thread: { group: 'Threads', icon: IconMessage, at: (id) => ({ to: '/inbox', search: { open: id } }) },
}

function useRecords(typed: string): Found[] {
  const may = useMay()
  const [asked] = useDebouncedValue(typed, 120)
  const found = useCall(search, { query: { q: asked, limit: 5 } }, { enabled: asked.length > 1 && may('leads.read') })
  if (asked.length < 2 || !found.data) return []
  return found.data.items.map((hit) => {
    const { group, icon, at } = shownAs[hit.kind]
    const detail = [hit.detail, hit.nearly && 'spelt nearly so'].filter(Boolean).join(', ')
    return { kind: hit.kind, id: hit.id, group, label: hit.label, ...(detail && { detail }), icon, ...at(hit.id) }
  })
}
