// How much of this mailbox's mail colleagues may read.
import { mailboxPrivacy, setMailboxPrivacy, type Sharing } from '#contract/inbox'
import type { MailboxView } from '#contract/mailboxes'
import { Select } from '@mantine/core'
import { useCall, useSend } from '../app/call.ts'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import css from './mailboxes.module.css'

const words: Record<Sharing, string> = { participants: 'Nobody else', managers: 'Managers', metadata: 'All see who and when', subject: 'All see the subject, too', full: 'All read everything' }

export function PrivacyPart({ mailbox }: { mailbox: MailboxView }) {
  const params = { id: mailbox.id }
  const privacy = useCall(mailboxPrivacy, { params })
  const set = useSend(setMailboxPrivacy, { touches: [mailboxPrivacy, '/inbox'], onDone: (now) => toast(now.sentence), onError: toastError })
  return (
    <section className={css.part}>
      <h3>Who else may read its mail</h3>
      <Loaded from={privacy}>{({ sharing, mayChange, sentence }) => (
        <>
          {mayChange && mailbox.ownerId && <Select aria-label="Who else may read its mail" w={260} mb={8} allowDeselect={false} value={sharing} data={Object.entries(words).map(([value, label]) => ({ value, label }))} onChange={(v) => v && set.mutate({ params, body: { sharing: v as Sharing } })} />}
          <p className="o-muted">{sentence}{sharing !== 'participants' && ' Who is given a thread, or named in a note of it, reads that thread.'}</p>
        </>
      )}</Loaded>
    </section>
  )
}
