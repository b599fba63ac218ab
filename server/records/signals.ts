// Buying signals that a person saw: a reason to write now, on the record's page and told to whoever listens.
import type { SignalView } from '#contract/records'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { readDay, readValue } from './custom-field.ts'
import { signalNoted } from './events.ts'
import { recordToChange, refOf, theRecord, type About } from './record.ts'
import { dropSignalRow, insertSignal, signalById, signalsOf, type Signal } from './signal-store.ts'

const view = ({ id, kind, onDay, note, sourceUrl, by, createdAt }: Signal): SignalView => ({ id, kind, onDay, note, sourceUrl, by, createdAt: createdAt.toISOString() })

export async function signalsFor(tx: Tx, about: About): Promise<SignalView[]> {
  await theRecord(tx, about)
  return (await signalsOf(tx, about)).map(view)
}

export async function noteSignal(tx: Tx, about: About, told: Pick<Signal, 'kind' | 'onDay' | 'note' | 'sourceUrl'>): Promise<SignalView> {
  await recordToChange(tx, about)
  const day = readDay(told.onDay)
  if (!day.ok) throw refuse('bad_day', `The day: ${day.sentence}`, { field: 'onDay' })
  const url = readValue({ name: 'Source', type: 'url', choices: [], currency: null, target: null }, told.sourceUrl)
  if (!url.ok) throw refuse('bad_source', url.sentence, { field: 'sourceUrl' })
  const made = await insertSignal(tx, about, { ...told, onDay: day.day, sourceUrl: url.value as string | null })
  await announce(tx, signalNoted, { ...refOf(about), signalId: made.id, kind: made.kind, onDay: made.onDay, note: made.note })
  await liveChanged(tx, 'leads')
  return view(made)
}

export async function dropSignal(tx: Tx, id: string): Promise<void> {
  const signal = await signalById(tx, id)
  if (!signal) throw notFound('signal')
  await recordToChange(tx, { subject: signal.subject, id: signal.subjectId })
  await dropSignalRow(tx, id)
  await liveChanged(tx, 'leads')
}
