import { health, runSelfCheck, selfCheck } from '#contract/admin'
import { Button } from '@mantine/core'
import { toastError } from '../ui/toast.tsx'
import { useCall, useSend } from '../app/call.ts'
import { Checked } from '../settings/self-check.tsx'
import { Settings } from '../settings/frame.tsx'
import { Section } from '../ui/page.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { Loaded } from '../ui/states.tsx'
import { counted, When } from '../ui/values.tsx'
import css from '../settings/frame.module.css'

const roles: Record<string, string> = { all: 'Pages and background work', web: 'Pages', worker: 'Background work' }

export default function Health() {
  const asked = useCall(health, {}, { every: 15_000 })
  const check = useCall(selfCheck)
  const run = useSend(runSelfCheck, { touches: [selfCheck], onError: toastError })
  return (
    <Settings>
      <Section title="Self-check" says="Sentences that must hold whatever happens: nobody written to twice, nobody after an opt-out, nothing lost. Tried each night and whenever you like.">
        <Loaded from={check}>{({ newest }) => <Checked check={newest} />}</Loaded>
        <div><Button variant="default" loading={run.isPending} onClick={() => run.mutate({})}>Check now</Button></div>
      </Section>
      <Section title="This installation">
        <Loaded from={asked}>{(h) => (
          <table className={css.facts}><tbody>
            <tr><th scope="row">Overture</th><td>{h.version}</td></tr>
            <tr><th scope="row">Database</th><td>PostgreSQL {h.database.version}, {h.database.kind === 'embedded' ? 'embedded' : `at ${h.database.where}`}</td></tr>
            {h.processes.map((p) => <tr key={p.id}><th scope="row">{roles[p.role] ?? p.role}</th><td>{p.id}, seen <When at={p.seenAt} ago /></td></tr>)}
            <tr><th scope="row">Set aside</th><td>{h.failedEvents ? <StatusBadge tone="warning">{counted(h.failedEvents, 'event')} that could not be dealt with, tried again by and by</StatusBadge> : 'Nothing'}</td></tr>
            <tr><th scope="row">Events to be read</th><td>{h.readers.filter((r) => r.behind > 0).map((r) => `${r.behind >= 1000 ? '1,000 or more' : r.behind} by ${r.name}`).join(', ') || 'None'}</td></tr>
            <tr><th scope="row">Jobs</th><td>{h.jobs.filter((j) => j.waiting || j.active || j.failed).map((j) => `${j.queue}: ${j.waiting} waiting, ${j.active} running, ${j.failed} failed`).join('; ') || 'None waiting'}</td></tr>
          </tbody></table>
        )}</Loaded>
      </Section>
    </Settings>
  )
}
