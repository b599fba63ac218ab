import { ActionIcon, Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from '../ui/icon.tsx'
import { IconPlus, IconX } from '../ui/icons.ts'
import css from './frame.module.css'

interface Props<T> { label: string; add: string; most: number; disabled?: boolean; value: T[]; onChange: (value: T[]) => void; blank: T; fields: (line: T, set: (line: T) => void) => ReactNode; error?: string | undefined }

/** A short list that is edited in place. */
export function Lines<T>({ label, add, most, disabled, value, onChange, blank, fields, error }: Props<T>) {
  return (
    <div className={css.lines}>
      {value.map((line, i) => (
        <div key={i} className={css.line}>
          <div>{fields(line, (next) => onChange(value.map((x, n) => (n === i ? next : x))))}</div>
          {!disabled && <ActionIcon aria-label={`Remove ${label.toLowerCase()} ${i + 1}`} onClick={() => onChange(value.filter((_, n) => n !== i))}><Icon of={IconX} /></ActionIcon>}
        </div>
      ))}
      {error && <div className={css.wrong} role="alert">{error}</div>}
      {!disabled && value.length < most && <div><Button size="xs" variant="default" leftSection={<Icon of={IconPlus} size={14} />} onClick={() => onChange([...value, blank])}>{add}</Button></div>}
      {disabled && value.length === 0 && <span className="o-muted">None yet.</span>}
    </div>
  )
}
