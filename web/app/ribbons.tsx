// One line across the top when something about the whole page must be known.
import { removeSampleData } from '#contract/practice'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useSend } from './call.ts'
import type { Line } from './live.ts'
import { useMay, useSession } from './session.tsx'
import css from './shell.module.css'

export function OfflineRibbon({ line }: { line: Line }) {
  if (line === 'on') return null
  return <div className={`${css.ribbon} ${css.warning}`} role="status">No connection to Overture. What you see may be old; it catches up by itself.</div>
}

const first = { version: '' }

/** The server was updated while this page was open. */
export function UpdateRibbon() {
  const { version } = useSession()
  first.version ||= version
  if (version === first.version) return null
  return <div className={css.ribbon} role="status">A new version is here.<button type="button" onClick={() => location.reload()}>Load it</button></div>
}

export function SampleRibbon() {
  const { workspace } = useSession()
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const remove = useRemoveSample(() => setAsking(false))
  if (!workspace.hasSampleData) return null
  return (
    <div className={css.ribbon}>
      <span>Sample data is in this workspace. None of it can be mailed outside.</span>
      {may('practice.manage') && <button type="button" onClick={() => setAsking(true)}>Remove sample data</button>}
      <ConfirmTyped opened={asking} onClose={() => setAsking(false)} title="Remove the sample data?" confirm="Remove" busy={remove.isPending} onConfirm={() => remove.mutate({})}>
        The sample leads, companies, campaigns and mails go. What you made yourself stays.
      </ConfirmTyped>
    </div>
  )
}

export function useRemoveSample(onDone?: () => void) {
  const queries = useQueryClient()
  return useSend(removeSampleData, {
    onDone: () => { toast('The sample data is gone. Everything of yours is still here.'); void queries.invalidateQueries(); onDone?.() },
    onError: toastError,
  })
}
