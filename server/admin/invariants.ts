// What must be true at every moment, whatever was killed, cut or clicked twice. Each line is a sentence for a person and a
// question to the database that answers only when the sentence is false. A finding is our mistake, never the user's.
import type { RawBuilder, Tx } from '#platform/db'
import * as find from './self-check-store.ts'

export interface Violation { id: string; says: string }
export interface Invariant {
  name: string
  /** The sentence that must hold. */
  holds: string
  query: (tx: Tx) => RawBuilder<Violation>
}

export const invariants: readonly Invariant[] = [
  { name: 'one_mail_a_step', holds: 'Nobody got the same step twice.', query: find.stepsSentTwice },
  { name: 'accepted_once', holds: 'No mail was accepted by a server more than once.', query: find.mailsAcceptedTwice },
  { name: 'none_after_opt_out', holds: 'No mail left for an address that had been suppressed before.', query: find.sentToSuppressed },
  { name: 'none_after_stop', holds: 'No campaign mail left for a lead whose campaign had been stopped before.', query: find.sentAfterStop },
  { name: 'none_with_a_gap', holds: 'No mail was sent, or waits to be sent, with an empty variable in it.', query: find.unfilledMails },
  { name: 'leases_end', holds: 'No mail has been under way for longer than its lease and ten minutes.', query: find.stuckInFlight },
  { name: 'the_end_is_the_end', holds: 'Nothing is queued for a lead whose campaign is over.', query: find.queuedAfterEnd },
  { name: 'nobody_is_forgotten', holds: 'Every scheduled lead has a mail in the queue.', query: find.scheduledWithoutMail },
  { name: 'every_stop_has_a_reason', holds: 'Every mail that was not sent says why.', query: find.stoppedWithoutReason },
  { name: 'facts_match_rows', holds: 'Every accepted mail is in the history, and so in every number.', query: find.acceptedWithoutFact },
  { name: 'own_mailbox', holds: 'Every mail belongs to a mailbox of its own workspace.', query: find.foreignMailboxes },
  { name: 'opt_outs_are_kept', holds: 'Everybody who asked not to be written to is suppressed.', query: find.optOutsNotKept },
  { name: 'reactions_happen', holds: 'Nothing that happened waits for more than an hour to be dealt with.', query: find.factsNotDealtWith },
  { name: 'jobs_end', holds: 'No job has been running for more than twice its time.', query: find.stuckJobs },
  { name: 'walls_stand', holds: 'Every table of a workspace is behind its wall.', query: find.openWalls },
]
