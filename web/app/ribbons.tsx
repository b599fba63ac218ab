// One line across the top when something about the whole page must be known.
import { selfCheck } from '#contract/admin'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useCall } from './call.ts'
import type { Line } from './live.ts'
import { useMay, useSession } from './session.tsx'
import css from './shell.module.css'

const RemoveSample = lazy(() => import('../settings/remove-sample.tsx'))

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
  if (!workspace.hasSampleData) return null
  return (
    <div className={css.ribbon}>
      <span>Sample data. None of it can be mailed outside.</span>
      {may('practice.manage') && <button type="button" onClick={() => setAsking(true)} aria-label="Remove the sample data">Remove</button>}
      {asking && <Suspense><RemoveSample onClose={() => setAsking(false)} /></Suspense>}
    </div>
  )
}

/** The nightly self-check found what must never be: whoever keeps this installation must know. */
export function SelfCheckRibbon() {
  const may = useMay()
  const { data } = useCall(selfCheck, {}, { enabled: may('workspace.manage'), every: 10 * 60_000 })
  if (!data?.newest?.findings.length) return null
  return <div className={`${css.ribbon} ${css.warning}`} role="status">The self-check found something that must never be.<Link to="/settings/health">Look at it</Link></div>
}
