// The thread that is open: its head at once from the list, its mails as soon as they are here, the answer below.
// Head and body are drawn by themselves: a key moves the head in the frame it is pressed in, the mails follow right after.
import type { ReplyDraft, ThreadClass, ThreadDetail, ThreadView } from '#contract/inbox'
import { Button, Menu } from '@mantine/core'
import { memo } from 'react'
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

export interface HeadActs { onDone: () => void; onReopen: () => void; onLater: () => void; onClass: (k: ThreadClass) => void }

export function ThreadHead({ row, thread, write, acts, onBack, onGo }: { row: ThreadView; thread: ThreadDetail | undefined; write: boolean; acts: HeadActs; onBack: () => void; onGo: (id: string) => void }) {
  return (
    <div className={css.bar}>
      <Back onBack={onBack} />
      <h2>{row.subject || (row.level === 'metadata' ? 'Subject not shared' : 'No subject')}</h2>
      {write && row.level === 'full' && <>
        <Decisions class={row.class} open={row.status === 'open'} acts={acts} />
        {thread && <More thread={thread} onGo={onGo} />}
      </>}
    </div>
  )
}

const Back = memo(function Back({ onBack }: { onBack: () => void }) {
  return <Button className={css.back} variant="subtle" size="xs" leftSection={<Icon of={IconArrowLeft} size={14} />} onClick={onBack}>Inbox</Button>
})

const More = memo(ThreadMenu)

const Decisions = memo(function Decisions({ class: is, open, acts: { onDone, onReopen, onLater, onClass } }: { class: ThreadClass; open: boolean; acts: HeadActs }) {
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><Button size="xs" variant="default"><StatusBadge tone={classOf[is].tone} plain>{classOf[is].words}</StatusBadge></Button></Menu.Target>
        <Menu.Dropdown>{(Object.keys(classOf) as ThreadClass[]).map((k) => <Menu.Item key={k} onClick={() => onClass(k)}>{classOf[k].words}</Menu.Item>)}</Menu.Dropdown>
      </Menu>
      <Button size="xs" variant="default" leftSection={<Icon of={IconClock} size={14} />} onClick={onLater}>Later</Button>
      {open ? <Button size="xs" variant="default" leftSection={<Icon of={IconCheck} size={14} />} onClick={onDone}>Done</Button> : <Button size="xs" variant="default" onClick={onReopen}>Reopen</Button>}
    </>
  )
})

interface Props {
  thread: ThreadDetail | undefined; error: unknown; onRetry: () => void; draft: ReplyDraft | undefined; drafting: boolean; writing: { mode: Mode; first: Written } | null; round: number; write: boolean; picking: boolean
  onTake: () => void; onAnother: () => void; onCompose: (mode: Mode) => void; onTyped: (it: Written) => void; onSend: (written: Written) => void; onClose: () => void
}

export const ThreadBody = memo(function ThreadBody({ thread, error, onRetry, draft, drafting, writing, round, write, picking, onTake, onAnother, onCompose, onTyped, onSend, onClose }: Props) {
  return (
    <>
      {(thread?.answering.length ?? 0) > 0 && <p className={css.hint} role="status">{thread!.answering.map((p) => p.name).join(' and ')} {thread!.answering.length === 1 ? 'is' : 'are'} replying right now.</p>}
      <Loaded from={{ data: thread, error, isPending: !thread, refetch: onRetry }} bones={<div style={{ padding: 20, display: 'grid', gap: 12 }}><Bone w="60%" h={18} /><Bone h={160} /></div>}>
        {(now) => {
          const may = write && now.level === 'full'
          return (
            <>
              <Mails thread={now} />
              {may && now.mayAnswer && !writing && draft && <DraftCard draft={draft} busy={drafting} onTake={onTake} onAnother={onAnother} />}
              {may && now.mayAnswer && !writing && !picking && (
                <div className={css.reply_bar}>
                  <Button size="xs" {...(draft && { variant: 'default' })} onClick={() => onCompose('reply')} rightSection={<Kbd keys="r" />}>Answer</Button>
                  {now.everybody.cc.length > 0 && <Button size="xs" variant="default" onClick={() => onCompose('all')} rightSection={<Kbd keys="a" />}>Answer all</Button>}
                  <Button size="xs" variant="default" onClick={() => onCompose('forward')} rightSection={<Kbd keys="f" />}>Forward</Button>
                </div>
              )}
              {may && writing && <Composer key={`${now.id} ${writing.mode} ${round}`} thread={now} mode={writing.mode} first={writing.first} draft={draft && writing.first.text === draft.text ? draft : undefined} onTyped={onTyped} onSend={onSend} onClose={onClose} />}
            </>
          )
        }}
      </Loaded>
    </>
  )
})
