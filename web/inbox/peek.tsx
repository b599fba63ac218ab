// A look at the newest mail, large and with its quotes, that leaves it unread. Space or Esc closes, J and K go on.
import type { ThreadDetail, ThreadView } from '#contract/inbox'
import { Modal } from '@mantine/core'
import { useShortcuts } from '../app/shortcuts.ts'
import { Bone } from '../ui/states.tsx'
import css from './inbox.module.css'

export function Peek({ row, thread, onClose, onMove }: { row: ThreadView; thread: ThreadDetail | undefined; onClose: () => void; onMove: (by: number) => void }) {
  useShortcuts([
    { keys: ' ', label: 'Close the peek', group: 'Inbox', run: onClose, anywhere: true, quiet: true },
    { keys: 'j', label: 'Next thread', group: 'Inbox', run: () => onMove(1), anywhere: true, quiet: true }, { keys: 'k', label: 'Thread before', group: 'Inbox', run: () => onMove(-1), anywhere: true, quiet: true },
  ])
  const newest = thread?.id === row.id ? thread.mails.findLast((m) => m.direction === 'in') : undefined
  return (
    <Modal opened onClose={onClose} title={row.lead?.name ?? (row.from.name || row.from.address)} size="lg" lockScroll={false} transitionProps={{ duration: 0 }}>
      <p className={css.name}>{row.subject || 'No subject'}</p>
      {newest ? <div className={css.text}>{newest.fullText || newest.text}</div> : thread?.id === row.id ? <p className={css.quiet}>{row.snippet}</p> : <Bone h={120} />}
    </Modal>
  )
}
