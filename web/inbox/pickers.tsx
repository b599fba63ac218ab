// The questions a key asks: when again, which label, to whom.
import { listTeam, type ThreadView } from '#contract/inbox'
import { useCall } from '../app/call.ts'
import { useSession } from '../app/session.tsx'
import { instantOf } from '../ui/clock.ts'
import { formatWhen } from '../ui/values.tsx'
import { Picker } from './picker.tsx'
import { latersFor } from './when-later.ts'

const has = (text: string, typed: string) => text.toLowerCase().includes(typed.trim().toLowerCase())

/** `asked`: the day that the answer itself names. */
export function LaterPicker({ asked, onPick, onClose }: { asked?: string | null | undefined; onPick: (until: Date) => void; onClose: () => void }) {
  const { workspace } = useSession()
  return <Picker title="Come back when?" placeholder="In 3 months, friday, 2026-09-01" none="Say it like “in 3 weeks”, “friday” or “2026-09-01”." onClose={onClose}
    optionsFor={(typed) => [...(asked && !typed.trim() ? [{ label: 'When they asked', at: new Date(instantOf(asked, '09:00', workspace.timeZone)!) }] : []), ...latersFor(typed, new Date(), workspace.timeZone)].map((one) => ({ key: one.label, label: one.label, hint: formatWhen(one.at), run: () => onPick(one.at) }))} />
}

export function LabelPicker({ on, onPick, onClose }: { on: ThreadView[]; onPick: (label: string) => void; onClose: () => void }) {
  const known = useCall(listTeam).data?.labels ?? []
  return <Picker title="Label" placeholder="Type a label" none="Type a name for a new label." onClose={onClose} optionsFor={(typed) => {
    const name = typed.trim()
    return [...known.filter((label) => has(label, typed)).map((label) => ({ key: label, label, ...(on.length > 0 && on.every((r) => r.labels.includes(label)) && { hint: 'take off' }), run: () => onPick(label) })),
      ...(name && !known.some((label) => label.toLowerCase() === name.toLowerCase()) ? [{ key: `+${name}`, label: name, hint: 'new label', run: () => onPick(name.slice(0, 40)) }] : [])]
  }} />
}

export function AssignPicker({ onPick, onClose }: { onPick: (person: { id: string; name: string } | null) => void; onClose: () => void }) {
  const people = useCall(listTeam).data?.people ?? []
  const { user } = useSession()
  const sorted = [...people].sort((a, b) => Number(b.id === user.id) - Number(a.id === user.id) || a.name.localeCompare(b.name))
  return <Picker title="Give to whom?" placeholder="Type a name" none="Nobody of this name is here." onClose={onClose}
    optionsFor={(typed) => [...sorted.filter((p) => has(p.name, typed)).map((p) => ({ key: p.id, label: p.name, ...(p.id === user.id && { hint: 'you' }), run: () => onPick(p) })), ...(has('nobody', typed) ? [{ key: 'nobody', label: 'Nobody', run: () => onPick(null) }] : [])]} />
}
