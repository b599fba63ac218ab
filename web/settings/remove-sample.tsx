import { removeSampleData } from '#contract/practice'
import { useQueryClient } from '@tanstack/react-query'
import { useSend } from '../app/call.ts'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { toast, toastError } from '../ui/toast.tsx'

/** Asks, then takes away exactly what "Explore with sample data" made. */
export default function RemoveSample({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const remove = useSend(removeSampleData, {
    onDone: () => { toast('The sample data is gone. Everything of yours is still here.'); void queries.invalidateQueries(); onClose() },
    onError: toastError,
  })
  return (
    <ConfirmTyped opened onClose={onClose} title="Remove the sample data?" confirm="Remove" busy={remove.isPending} onConfirm={() => remove.mutate({})}>
      The sample leads, companies, campaigns and mails go. What you made yourself stays.
    </ConfirmTyped>
  )
}
