import type { PracticePace } from '#contract/practice'
import css from './mailboxes.module.css'
import { paces } from './states.ts'

export function PaceChoice({ value, onChange, disabled }: { value: PracticePace; onChange: (pace: PracticePace) => void; disabled?: boolean }) {
  return (
    <div className={css.choice} role="group" aria-label="Pace">
      {paces.map((p) => <button key={p.value} type="button" disabled={disabled} aria-pressed={p.value === value} onClick={() => onChange(p.value)}><b>{p.label}</b><small>{p.says}</small></button>)}
    </div>
  )
}
