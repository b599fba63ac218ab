// Nothing left: said with the day's count, for it is a moment to enjoy.
import { inboxCounts } from '#contract/inbox'
import { Button } from '@mantine/core'
import { useCall } from '../app/call.ts'
import { IconInbox } from '../ui/icons.ts'
import { EmptyState } from '../ui/states.tsx'
import { counted } from '../ui/values.tsx'

export function Zero({ searching, open }: { searching: boolean; open: boolean }) {
  const counts = useCall(inboxCounts).data
  if (searching) return <EmptyState icon={IconInbox} title="No mail fits">No thread holds these words. Try fewer, or look in all states.</EmptyState>
  if (!open) return <EmptyState icon={IconInbox} title="Nothing here">No thread is in this part of the inbox.</EmptyState>
  const rest = [counts?.snoozed && `${counted(counts.snoozed, 'thread comes', 'threads come')} back by ${counts.snoozed === 1 ? 'itself' : 'themselves'}`, counts?.awaitingReply && `${counted(counts.awaitingReply, 'person has', 'people have')} your answer`].filter(Boolean).join(', ')
  return <EmptyState icon={IconInbox} title="Nothing waits" action={<Button variant="default" component="a" href="/inbox?status=done">What was done</Button>}>{rest ? `Every answer is dealt with. ${rest}.` : 'Answers, bounces and out-of-office notes appear here as soon as a mailbox receives them.'}</EmptyState>
}
