// The answer that lies ready under a mail: its text, who wrote it, and what it stands on.
import { anotherReplyDraft, replyDraft, type ReplyDraft } from '#contract/inbox'
import { Button } from '@mantine/core'
import { useSend } from '../app/call.ts'
import { Kbd, SourceChip } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconSparkles } from '../ui/icons.ts'
import { toastError } from '../ui/toast.tsx'
import css from './inbox.module.css'

export function useAnotherDraft(threadId: string | undefined, onDone?: (draft: ReplyDraft) => void) {
  return useSend(anotherReplyDraft, { touches: [replyDraft], onError: toastError, ...(onDone && { onDone: (a: { draft: ReplyDraft | null }, asked: { params: { id: string } }) => { if (a.draft && asked.params.id === threadId) onDone(a.draft) } }) })
}

export function DraftCard({ draft, busy, onTake, onAnother }: { draft: ReplyDraft; busy: boolean; onTake: () => void; onAnother: () => void }) {
  return (
    <section className={css.draft} aria-label="Answer that lies ready" aria-busy={busy}>
      <div className={css.draft_text} tabIndex={0} role="group" aria-label="Its text">{draft.text}</div>
      <Sources draft={draft} />
      <div className={css.reply_foot}>
        <Button size="xs" onClick={onTake} rightSection={<Kbd keys="mod+." />}>Take it</Button>
        <Button size="xs" variant="default" loading={busy} onClick={onAnother} leftSection={<Icon of={IconSparkles} size={14} />}>Another wording</Button>
        <span className={css.quiet}>{draft.sentence}</span>
      </div>
    </section>
  )
}

export const Sources = ({ draft }: { draft: ReplyDraft }) => draft.sources.length > 0 && (
  <div className={css.sources}>{draft.sources.map((s, i) => <SourceChip key={i} label={s.label} quote={s.quote} url={s.url} />)}</div>
)
