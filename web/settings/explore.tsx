import { exploreWithSampleData } from '#contract/practice'
import { useQueryClient } from '@tanstack/react-query'
import { useSend } from '../app/call.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { formatNumber } from '../ui/values.tsx'

/** One click: a workspace full of believable life, marked as sample, removable exactly. */
export function useExplore() {
  const queries = useQueryClient()
  return useSend(exploreWithSampleData, {
    onDone: (made) => {
      toast(`${formatNumber(made.leads)} leads, ${formatNumber(made.campaigns)} campaigns and ${formatNumber(made.messages)} mails are here to explore.`)
      void queries.invalidateQueries()
    },
    onError: toastError,
  })
}
