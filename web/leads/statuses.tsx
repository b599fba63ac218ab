// The workspace's own statuses, wherever one is shown or chosen.
import { listStatuses, type StatusView } from '#contract/lead-statuses'
import { useCall } from '../app/call.ts'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { usualStatuses } from './words.ts'

export interface Statuses {
  all: Pick<StatusView, 'key' | 'name' | 'tone' | 'kind'>[]
  /** For a Select. */
  choices: { value: string; label: string }[]
  nameOf: (key: string) => string
  toneOf: (key: string) => Tone
}

/** Until they are read, and where one is gone meanwhile, the usual words stand. */
export function useStatuses(): Statuses {
  const asked = useCall(listStatuses)
  const all = asked.data?.statuses ?? usualStatuses
  const of = (key: string) => all.find((s) => s.key === key) ?? usualStatuses.find((s) => s.key === key)
  return { all, choices: all.map((s) => ({ value: s.key, label: s.name })), nameOf: (key) => of(key)?.name ?? key.replaceAll('_', ' '), toneOf: (key) => of(key)?.tone ?? 'neutral' }
}

export function LeadStatusBadge({ status, plain }: { status: string; plain?: boolean }) {
  const statuses = useStatuses()
  return <StatusBadge tone={statuses.toneOf(status)} {...(plain && { plain })}>{statuses.nameOf(status)}</StatusBadge>
}
