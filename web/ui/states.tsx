// What a page shows when it has nothing, cannot, may not, or does not know yet.
import { Button } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { CallError } from '../app/call.ts'
import { Icon, type IconType } from './icon.tsx'
import { IconAlertTriangle, IconCheck, IconInfoCircle, IconLock } from './icons.ts'
import css from './states.module.css'

/** One line what this is, one primary action, one way to look around with sample data. */
export function EmptyState({ icon, title, children, action, second, whole }: { icon: IconType; title: string; children?: ReactNode; action?: ReactNode; second?: ReactNode; /** It is the whole page: its title is the page's. */ whole?: boolean }) {
  return (
    <div className={css.state}>
      <div className={css.mark}><Icon of={icon} size={20} /></div>
      {whole ? <h1 className={css.title}>{title}</h1> : <div className={css.title}>{title}</div>}
      {children && <div className={css.text}>{children}</div>}
      {(action || second) && <div className={css.actions}>{action}{second}</div>}
    </div>
  )
}

/** What, why, what now, and an id to copy. A refused permission says so in its own words. */
export function ErrorState({ error, onRetry, title }: { error: unknown; onRetry?: () => void; title?: string }) {
  const problem = error instanceof CallError ? error : null
  if (problem?.status === 403) return <EmptyState icon={IconLock} title="Not open to your role">{problem.message} An admin of this workspace can change that under Team.</EmptyState>
  return (
    <div className={css.state} role="alert">
      <div className={`${css.mark} ${css.bad}`}><Icon of={IconAlertTriangle} size={20} /></div>
      <div className={css.title}>{title ?? (problem?.status === 404 ? 'This is not here any more' : 'This could not be loaded')}</div>
      <div className={css.text}>{problem?.message ?? 'Something in this page broke. Loading it again usually helps; your data is not affected.'}</div>
      <div className={css.actions}>{onRetry && <Button variant="default" onClick={onRetry}>Try again</Button>}</div>
      {problem?.requestId && <CopyId id={problem.requestId} />}
    </div>
  )
}

export function CopyId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false)
  return <button type="button" className={css.id} onClick={() => { void navigator.clipboard?.writeText(id).then(() => setCopied(true)) }}>{copied ? 'Copied' : `Id ${id}`}</button>
}

const barIcon = { bad: IconAlertTriangle, warning: IconAlertTriangle, info: IconInfoCircle, good: IconCheck }

/** A sentence across a form or page. */
export function Notice({ tone = 'info', children, action }: { tone?: 'bad' | 'warning' | 'info' | 'good'; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`${css.bar} ${css[`${tone}_bar`]}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon of={barIcon[tone]} /><div className={css.bar_words}>{children}</div>{action}
    </div>
  )
}

/** The problem of a form that belongs to no field. */
export function FormProblem({ problem }: { problem: CallError | null }) {
  if (!problem) return null
  return <Notice tone="bad">{problem.message}{problem.requestId && problem.status >= 500 && <> <CopyId id={problem.requestId} /></>}</Notice>
}

/** Shown only after 150 ms, so that what is quick does not flicker. */
export function Late({ children }: { children: ReactNode }) {
  const [due, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return due ? children : null
}

/** A bone of the final layout. */
export function Bone({ w = '100%', h = 14, r }: { w?: number | string; h?: number | string; r?: number }) {
  return <div className={css.bone} style={{ width: w, height: h, ...(r !== undefined && { borderRadius: r }) }} aria-hidden />
}

/** Answer, error and waiting of one reading, told apart. */
export function Loaded<T>({ from, bones, children }: { from: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown }; bones?: ReactNode; children: (data: T) => ReactNode }) {
  if (from.data !== undefined) return <>{children(from.data)}</>
  if (from.error) return <ErrorState error={from.error} onRetry={() => void from.refetch()} />
  return <Late><div role="status" aria-label="Loading">{bones ?? <div style={{ display: 'grid', gap: 12, padding: '8px 0' }}><Bone w="40%" /><Bone /><Bone w="80%" /></div>}</div></Late>
}
