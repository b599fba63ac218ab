// Resuming when something is late by now: how it is spread, and what could be left out, before it happens.
import { previewResume, type ResumePreview } from '#contract/campaigns'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { FilterChips } from '../ui/filter-chips.tsx'
import { ErrorState } from '../ui/states.tsx'
import { When } from '../ui/values.tsx'
import css from './campaigns.module.css'

interface Props { campaignId: string; all: ResumePreview; opened: boolean; busy: boolean; onClose: () => void; onResume: (leaveOutOlderThanDays: number | undefined) => void }

export function Resume({ campaignId, all, opened, busy, onClose, onResume }: Props) {
  const [age, setAge] = useState<string>()
  const chosen = age ? Number(age) : undefined
  const asked = useCall(previewResume, { params: { id: campaignId }, query: { leaveOutOlderThanDays: chosen } }, { enabled: opened && chosen !== undefined, keep: true })
  const shown = chosen === undefined ? all : asked.data
  const out = shown ? shown.leftOut.first + shown.leftOut.followUps : 0
  return (
    <ConfirmTyped opened={opened} onClose={onClose} title="Resume" tone="accent" busy={busy || (chosen !== undefined && asked.isFetching)} confirm={out ? `Resume without ${out} late ${out === 1 ? 'mail' : 'mails'}` : 'Resume'} onConfirm={() => onResume(chosen)}>
      <div className={css.stack}>
        <p>{(shown ?? all).sentence}</p>
        <div className={css.fields}>
          <b>Leave out what is late by more than</b>
          <FilterChips always label="Leave out what is late by more than" value={age ?? ''} onChange={(v) => setAge(v || undefined)} choices={[{ value: '', label: 'Leave out nothing' }, ...all.older.map((a) => ({ value: String(a.days), label: a.days === 1 ? '1 day' : `${a.days} days`, count: a.mails }))]} />
        </div>
        {asked.error && chosen !== undefined ? <ErrorState error={asked.error} onRetry={() => void asked.refetch()} /> : null}
        {shown && shown.examples.length > 0 && (
          <ul className={css.out} aria-label="Left out">
            {shown.examples.map((x) => <li key={x.leadId}>{x.name} <span className={css.muted}>due <When at={x.dueAt} /></span></li>)}
            {out > shown.examples.length && <li className={css.muted}>and {out - shown.examples.length} more</li>}
          </ul>
        )}
      </div>
    </ConfirmTyped>
  )
}
