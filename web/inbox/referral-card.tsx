// "Add Maria Lopez, referred by Ben": whom this reply names, whether we know them, and words to begin with.
import { referralOf, type ThreadDetail } from '#contract/inbox'
import { createLead } from '#contract/leads'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCopy, IconUserPlus } from '../ui/icons.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { lastIn } from './composer.tsx'
import css from './inbox.module.css'

export function ReferralCard({ thread }: { thread: ThreadDetail }) {
  const may = useMay()
  const mail = lastIn(thread)
  const found = useCall(referralOf, { params: { id: mail?.id ?? '' } }, { enabled: Boolean(mail) && thread.class === 'referral', keep: false }).data
  const add = useSend(createLead, { touches: [referralOf, '/leads'], onError: toastError, onDone: (lead) => toast(`${[lead.firstName, lead.lastName].filter(Boolean).join(' ') || lead.email} is a lead now, referred by ${found?.referrer ?? 'them'}.`) })
  if (!found?.named) return null
  const { named, known, referrer, draft } = found
  const copy = () => { if (draft) void navigator.clipboard.writeText(`${draft.subject}\n\n${draft.text}`).then(() => toast('The introduction is in the clipboard.')) }
  return (
    <section className={css.referral} aria-label="Referral">
      <b>{named.name}</b>
      <div className={css.quiet}>{[named.title, named.email].filter(Boolean).join(', ') || 'No address was named.'}</div>
      <div className={css.quiet}>Referred by {referrer}.</div>
      {known
        ? <div>Known already: <Link to="/leads/$leadId" params={{ leadId: known.id }}>{known.name}</Link></div>
        : named.email && may('leads.write') && (
          <Button size="xs" leftSection={<Icon of={IconUserPlus} size={14} />} loading={add.isPending} onClick={() => add.mutate({ body: { email: named.email!, firstName: named.firstName, lastName: named.lastName, ...(named.title && { title: named.title }), ...(thread.lead?.companyName && { companyName: thread.lead.companyName }), notes: `Referred by ${referrer} (${thread.lead?.email ?? thread.from.address}).` } })}>Add {named.firstName || named.name}, referred by {referrer.split(' ')[0]}</Button>
        )}
      {draft && <details><summary>Introduction</summary><div className={css.note_text}><b>{draft.subject}</b>{'\n'}{draft.text}</div><Button size="compact-xs" variant="subtle" leftSection={<Icon of={IconCopy} size={12} />} onClick={copy}>Copy</Button></details>}
    </section>
  )
}
