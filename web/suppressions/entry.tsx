// Whom an entry of the list stands for.
import type { SuppressionView } from '#contract/suppressions'
import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'

export function Entry({ of: s }: { of: SuppressionView }) {
  if (s.kind === 'domain') return <>Everybody at {s.value}</>
  if (s.kind === 'hash') return <>One address, known by its hash <Tooltip label={s.value}><span className="o-muted" tabIndex={0}>{s.value.slice(0, 8)}…</span></Tooltip></>
  if (s.kind === 'company')
    return <>Everybody of <Link to="/companies/$companyId" params={{ companyId: s.companyId! }}>{s.value}</Link>{s.domains.length > 0 && <span className="o-muted"> and at {s.domains.join(', ')}</span>}</>
  return <>{s.value}</>
}
