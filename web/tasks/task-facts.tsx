// What there is to know of a task before doing it.
import type { TaskView } from '#contract/tasks'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../app/session.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconExternalLink, IconPhone } from '../ui/icons.ts'
import { formatWhen, placeOf, When } from '../ui/values.tsx'
import css from './tasks.module.css'
import { dueWords, priorityWords } from './words.ts'

/** What the clock there says. */
function ThereNow({ zone }: { zone: string }) {
  const [now] = useState(() => new Date())
  return <>{formatWhen(now, zone)} in {placeOf(zone)}</>
}

/** Only what a phone may dial: digits and a leading plus. */
export const telOf = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '').replace(/(?!^)\+/g, '')}`

export function TaskFacts({ task: t }: { task: TaskView }) {
  const { workspace: { timeZone: zone } } = useSession()
  const { lead } = t
  return (
    <>
      {t.why && <p className={css.why}>{t.why}</p>}
      <dl className={css.facts}>
        <dt>When</dt><dd className={t.late ? css.late : undefined}>{dueWords(t, zone)}{t.repeats && <span className="o-muted"> · {t.repeats.toLowerCase()}</span>}</dd>
        {lead && <><dt>Who</dt><dd><Link to="/leads/$leadId" params={{ leadId: lead.id }}>{lead.name}</Link><span className="o-muted">{[lead.title, lead.companyName].filter(Boolean).map((w) => `, ${w}`).join('')}</span></dd></>}
        {!lead && t.company && <><dt>Company</dt><dd><Link to="/companies/$companyId" params={{ companyId: t.company.id }}>{t.company.name}</Link></dd></>}
        {lead?.phone && <><dt>Phone</dt><dd><a href={telOf(lead.phone)}><Icon of={IconPhone} size={13} /> {lead.phone}</a></dd></>}
        {lead?.linkedinUrl && t.kind === 'linkedin' && <><dt>LinkedIn</dt><dd><a href={lead.linkedinUrl} target="_blank" rel="noreferrer noopener">{lead.linkedinUrl.replace(/^https:\/\/www\./, '')} <Icon of={IconExternalLink} size={13} /></a></dd></>}
        {lead?.timeZone && t.kind === 'call' && <><dt>There it is</dt><dd><ThereNow zone={lead.timeZone} /></dd></>}
        <dt>For</dt><dd>{t.owner?.name ?? 'Nobody yet'}</dd>
        {t.priority !== 'normal' && <><dt>Weight</dt><dd>{priorityWords[t.priority]}</dd></>}
        {t.tries > 0 && <><dt>Tried</dt><dd>{t.tries === 1 ? 'once' : `${t.tries} times`}</dd></>}
        {t.doneAt && <><dt>{t.state === 'skipped' ? 'Skipped' : 'Done'}</dt><dd><When at={t.doneAt} />{t.doneBy && ` by ${t.doneBy}`}</dd></>}
        {t.outcomeNote && <><dt>Came of it</dt><dd>{t.outcomeNote}</dd></>}
      </dl>
      {t.notes && <p className={css.notes}>{t.notes}</p>}
    </>
  )
}
