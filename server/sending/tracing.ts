// Why did it leave, why did it not: everything that was decided about one mail, in order, told from what was written down
// when it was decided.
import type { TraceLine } from '#contract/sending'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { attemptsOf, listedMessage, type Attempt, type Listed } from './list-store.ts'
import { factsOf, looksFor, type Looked } from './outbox-store.ts'

type Line = Omit<TraceLine, 'at'> & { at: Date }
const line = (at: Date, kind: TraceLine['kind'], sentence: string, words: string | null = null): Line => ({ at, kind, sentence, words })

export async function traceOf(tx: Tx, id: string): Promise<TraceLine[]> {
  const m = await listedMessage(tx, id)
  if (!m) throw notFound('mail')
  const [attempts, looks, facts] = [await attemptsOf(tx, id), await looksFor(tx, id), await factsOf(tx, m)]
  const lines = [
    line(m.plannedAt, 'planned', `Planned: to ${m.toAddress}${m.copies ? `, in copy ${m.copies.map((c) => c.address).join(', ')},` : ''} from ${m.fromAddress}${m.needsLook ? '. A follow-up, so the letterbox is read before it leaves' : ''}.`),
    ...attempts.flatMap((a) => ofAttempt(a, m)), ...(m.copies ?? []).flatMap((c) => (c.refused ? [line(m.acceptedAt ?? m.plannedAt, 'answer', `The server did not take it for ${c.address}, in copy; the others have it.`, c.refused)] : [])), ...looks.map(ofLook), ...facts.flatMap(ofFact),
  ]
  return lines.map((l, i) => ({ l, i })).sort((a, b) => a.l.at.getTime() - b.l.at.getTime() || a.i - b.i).map(({ l }) => ({ ...l, at: l.at.toISOString() }))
}

const ends: Record<string, string> = {
  accepted: 'The server took the mail.',
  retry: 'The server could not take it now; it is tried again later.',
  mailbox_full: "The recipient's mailbox is full; it is tried again later.",
  hard_bounce: 'The server says that this address does not exist.',
  failed: 'The server will not take this mail.',
  sender_quota: "The sending limit of the mailbox is used up; that is no fault of the recipient's. The mail waits.",
  policy: 'The server refused it for policy reasons; it is held.',
  login: 'The login of the mailbox was refused; the mail is held.',
  setup: 'The mailbox cannot send with its settings; the mail is held.',
  unconfirmed: 'No answer came after the mail had been handed over: it may have arrived.',
  lease_over: 'The worker that had taken it up was not heard of again; nothing had left, so it was due again.',
  not_tried: 'It was taken up and put back without having been tried.',
}

const gates: Record<string, string> = {
  campaign: 'its campaign had ended for this lead, or was paused',
  sending_stopped: 'all sending of the workspace was stopped',
  lead_suppressed: 'the recipient is on the suppression list',
  copy_suppressed: 'somebody in copy is on the suppression list',
  lead_deleted: 'the lead is in the trash',
  lead_gone: 'the lead does not exist any more',
  daily_limit: 'the mailbox had sent what it may send in a day',
  missed_window: 'its sending hours were over',
  look_too_old: 'the last look into the letterbox was more than a minute old',
}

function ofAttempt(a: Attempt, m: Listed): Line[] {
  const begun = line(a.startedAt, 'attempt', `Attempt ${a.no}: a worker took it up and called the server.`)
  const passed = m.handedAt && a.startedAt <= m.handedAt && (!a.endedAt || m.handedAt <= a.endedAt)
    ? [line(m.handedAt, 'gate', 'The last check before the first byte let it through: recipient, campaign, mailbox, limits, hours and letterbox were in order.')] : []
  if (!a.endedAt || !a.outcome) return [begun, ...passed]
  const gate = /^gate: (.+)$/.exec(a.outcome)?.[1]
  if (gate) return [begun, line(a.endedAt, 'gate', `The last check before the first byte said no: ${gates[gate] ?? (gate.startsWith('mailbox_') ? 'the mailbox could not send' : gate.replaceAll('_', ' '))}. Nothing left.`)]
  return [begun, ...passed, line(a.endedAt, 'answer', ends[a.outcome] ?? `It ended: ${a.outcome.replaceAll('_', ' ')}.`, a.reply)]
}

function ofLook(l: Looked): Line {
  const who = l.by === 'sending' ? 'Overture' : l.by
  return line(l.at, 'look', {
    found: `${who} looked into the Sent folder: the mail is there, so it was sent.`,
    absent: `${who} looked into the Sent folder: the mail is not there.`,
    unknown: `${who} tried to look into the Sent folder, and it could not be read.`,
  }[l.seen])
}

function ofFact({ type, at, payload, actor }: { type: string; at: Date; payload: Record<string, unknown>; actor: string }): Line[] {
  const text = typeof payload['text'] === 'string' ? payload['text'] : ''
  switch (type) {
    case 'message.sent': return payload['afterDoubt'] ? [line(at, 'decision', actor.startsWith('user:') ? 'A person decided that it was sent.' : 'The doubt was settled by evidence: it was sent.')] : []
    case 'message.proven_absent': return [line(at, 'decision', 'Proven absent: three looks over a quarter of an hour found nothing in a Sent folder that keeps every mail. It is due again, as the same mail.')]
    case 'message.cancelled': return [line(at, 'state', `Taken back: ${text}`)]
    case 'message.held': return [line(at, 'state', `Held: ${text}`)]
    case 'message.missed_window': return [line(at, 'state', 'Its sending hours passed before its turn came; it gets a new time.')]
    default: return []
  }
}
