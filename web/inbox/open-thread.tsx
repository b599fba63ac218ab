// The thread that is open: its head at once from the list, its mails as soon as they are here, the answer below.
import type { ReplyDraft, ThreadClass, ThreadDetail, ThreadView } from '#contract/inbox'
import { Button, Menu } from '@mantine/core'
import { Kbd, StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowLeft, IconCheck, IconClock } from '../ui/icons.ts'
import { Bone, Loaded } from '../ui/states.tsx'
import { Composer, type Mode, type Written } from './composer.tsx'
import { DraftCard } from './draft-card.tsx'
import css from './inbox.module.css'
import { ThreadMenu } from './thread-menu.tsx'
import { Mails } from './thread.tsx'
import { classOf } from './words.ts'

interface Props {
  row: ThreadView; thread: ThreadDetail | undefined; error: unknown; onRetry: () => void; draft: ReplyDraft | undefined; drafting: boolean; writing: { mode: Mode; first: Written } | null; round: number; write: boolean; picked: number
  onBack: () => void; onGo: (id: string) => void; onDone: () => void; onReopen: () => void; onLater: () => void; onClass: (k: ThreadClass) => void; onTake: () => void; onAnother: () => void; onCompose: (mode: Mode) => void; onSend: (written: Written) => void; onClose: () => void
}

export function OpenThread({ row, thread, error, onRetry, draft, drafting, writing, round, write, picked, onBack, onGo, onDone, onReopen, onLater, onClass, onTake, onAnother, onCompose, onSend, onClose }: Props) {
  const may = write && row.level === 'full'
  return (
    <>
      <div className={css.bar}>
        <Button className={css.back} variant="subtle" size="xs" leftSection={<Icon of={IconArrowLeft} size={14} />} onClick={onBack}>Inbox</Button>
        <h2>{row.subject || (row.level === 'metadata' ? 'Subject not shared' : 'No subject')}</h2>
        {may && <>
          <Menu position="bottom-end">
            <Menu.Target><Button size="xs" variant="default"><StatusBadge tone={classOf[row.class].tone} plain>{classOf[row.class].words}</StatusBadge></Button></Menu.Target>
            <Menu.Dropdown>{(Object.keys(classOf) as ThreadClass[]).map((k) => <Menu.Item key={k} onClick={() => onClass(k)}>{classOf[k].words}</Menu.Item>)}</Menu.Dropdown>
          </Menu>
          <Button size="xs" variant="default" leftSection={<Icon of={IconClock} size={14} />} onClick={onLater}>Later</Button>
          {row.status === 'open' ? <Button size="xs" variant="default" leftSection={<Icon of={IconCheck} size={14} />} onClick={onDone}>Done</Button> : <Button size="xs" variant="default" onClick={onReopen}>Reopen</Button>}
          {thread && <ThreadMenu thread={thread} onGo={onGo} />}
        </>}
      </div>
      {(thread?.answering.length ?? 0) > 0 && <p className={css.hint} role="status">{thread!.answering.map((p) => p.name).join(' and ')} {thread!.answering.length === 1 ? 'is' : 'are'} replying right now.</p>}
      <Loaded from={{ data: thread, error, isPending: !thread, refetch: onRetry }} bones={<div style={{ padding: 20, display: 'grid', gap: 12 }}><Bone w="60%" h={18} /><Bone h={160} /></div>}>
        {(now) => (
          <>
            <Mails thread={now} />
            {may && now.mayAnswer && !writing && draft && <DraftCard draft={draft} busy={drafting} onTake={onTake} onAnother={onAnother} />}
            {may && now.mayAnswer && !writing && !picked && (
              <div className={css.reply_bar}>
                <Button size="xs" {...(draft && { variant: 'default' })} onClick={() => onCompose('reply')} rightSection={<Kbd keys="r" />}>Answer</Button>
                <Button size="xs" variant="default" onClick={() => onCompose('forward')} rightSection={<Kbd keys="f" />}>Forward</Button>
              </div>
            )}
            {may && writing && <Composer key={`${now.id} ${writing.mode} ${round}`} thread={now} mode={writing.mode} first={writing.first} draft={draft && writing.first.text === draft.text ? draft : undefined} onSend={onSend} onClose={onClose} />}
          </>
        )}
      </Loaded>
    </>
  )
}
