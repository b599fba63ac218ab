// What is not saved yet, at the foot of the steps; and the question before it goes with the page.
import type { CampaignView } from '#contract/campaigns'
import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { counted } from '../ui/values.tsx'
import css from './campaigns.module.css'

interface Props {
  campaign: CampaignView
  /** The steps whose forms hold something, as they are called. */
  typedIn: string[]
  /** The steps of a launched campaign are others than those in force. */
  changed: boolean
  /** A form is open, which shows by itself what it holds. */
  writing: boolean
  onGoOn: () => void
  onForget: () => void
  onDiscard: () => void
  onSign: () => void
}

export function Unsaved({ campaign: c, typedIn, changed, writing, onGoOn, onForget, onDiscard, onSign }: Props) {
  const typed = typedIn.length === 1 ? `What you typed in “${typedIn[0]}”` : `What you typed in ${counted(typedIn.length, 'step')}`
  const leaving = useBlocker({ shouldBlockFn: goesElsewhere, disabled: !typedIn.length && !changed, withResolver: true })
  return (
    <>
      {writing ? null : typedIn.length > 0 ? (
        <div className={css.pending} role="status">
          <p>{typed} is kept here, but not saved yet.</p>
          <Button variant="default" onClick={onForget}>Discard</Button>
          <Button variant="light" onClick={onGoOn}>Go on with it</Button>
        </div>
      ) : changed && (
        <div className={css.pending} role="status">
          <p>Not saved yet. {counted(c.counters.total - c.counters.finished - c.counters.stopped, 'lead is', 'leads are')} under way; see first what it means for them.</p>
          <Button variant="default" onClick={onDiscard}>Discard</Button>
          <Button onClick={onSign}>See and save</Button>
        </div>
      )}
      {leaving.status === 'blocked' && (
        <ConfirmTyped opened onClose={leaving.reset} title="Leave without saving?" confirm="Leave" onConfirm={leaving.proceed}>
          {typedIn.length ? typed : 'What you changed in the steps'} is not saved and will be gone.
        </ConfirmTyped>
      )}
    </>
  )
}

/** A panel or a tab of the same page loses nothing. */
const goesElsewhere = ({ current, next }: { current: { pathname: string }; next: { pathname: string } }) => current.pathname !== next.pathname
