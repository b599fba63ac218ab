// What can be done with a task, with the words and the way back.
import { finishTask, reopenTask, skipTask, snoozeTask, type TaskView } from '#contract/tasks'
import { useSend } from '../app/call.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { formatWhen } from '../ui/values.tsx'

const touches = ['/tasks', '/numbers/today', '/leads', '/campaigns', '/activities']

export function useTaskDoing(onGone?: () => void) {
  const reopen = useSend(reopenTask, { touches, onError: toastError })
  const back = (t: TaskView) => () => reopen.mutate({ params: { id: t.id } })
  const finish = useSend(finishTask, { touches, onError: toastError })
  const skip = useSend(skipTask, { touches, onError: toastError })
  const snooze = useSend(snoozeTask, { touches, onError: toastError })
  return {
    busy: finish.isPending || skip.isPending || snooze.isPending,
    done: (t: TaskView, said: { outcome?: string; note?: string; anyway?: boolean } = {}) => finish.mutate({ params: { id: t.id }, body: said }, { onSuccess: (answer) => { toast(answer.sentence, answer.task.state === 'done' ? { undo: back(t) } : {}); onGone?.() } }),
    skip: (t: TaskView) => skip.mutate({ params: { id: t.id } }, { onSuccess: () => { toast('Skipped.', { undo: back(t) }); onGone?.() } }),
    snooze: (t: TaskView, until: Date) => snooze.mutate({ params: { id: t.id }, body: { until: until.toISOString() } }, { onSuccess: () => { toast(`Comes back ${formatWhen(until)}.`, { undo: () => snooze.mutate({ params: { id: t.id }, body: { until: null } }) }); onGone?.() } }),
    reopen: (t: TaskView) => reopen.mutate({ params: { id: t.id } }, { onSuccess: () => toast('Open again.') }),
  }
}
