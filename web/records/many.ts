// A change to many companies or deals is sent: few are done when the answer comes, of many the card at the edge tells how far they are.
import { listBulkChanges, undoBulkChange, type BulkChangeView } from '#contract/bulk'
import { useSend } from '../app/call.ts'
import { useStatuses } from '../leads/statuses.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { doneWords, undoneWords } from './bulk-words.ts'

type Touches = NonNullable<NonNullable<Parameters<typeof useSend>[1]>['touches']>

/** What to do when the answer to a bulk change is there; `touches`: what to read again. */
export function useBulkAnswer(touches: Touches, onDone: () => void): { touches: Touches; onError: typeof toastError; onDone: (b: BulkChangeView) => void } {
  const { nameOf } = useStatuses(), all: Touches = [listBulkChanges, ...touches]
  const undo = useSend(undoBulkChange, { touches: all, onError: toastError, onDone: (b) => { if (b.status === 'undone') toast(undoneWords(b), { tone: 'info' }) } })
  return {
    touches: all, onError: toastError,
    onDone: (b) => {
      onDone()
      // Where some could not be changed, the card that names them says the rest, too.
      if (b.status !== 'running' && !b.failed) toast(doneWords(b, nameOf), b.changed ? { undo: () => undo.mutate({ params: { id: b.id } }) } : { tone: 'info' })
    },
  }
}
