// What came is written down as it came, then becomes a lead or is rejected with the reason; a rejected one can be tried again.
import { addToList, parseAddress, upsertLead, type LeadNews } from '#leads'
import type { SubmissionView } from '#contract/forms'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, Refusal } from '#platform/refuse'
import { formSubmitted } from './events.ts'
import { utmIn, type Form } from './form.ts'
import { findForm, insertSubmission, lockSubmission, saveOutcome, submissionByKey, type Submission } from './store.ts'

export interface Handed { via: 'page' | 'api'; payload: Record<string, unknown>; idempotencyKey: string | null }

/** With a key that was seen before: what came of it then. */
export async function take(tx: Tx, form: Form, handed: Handed): Promise<Submission> {
  if (handed.idempotencyKey) {
    const before = await submissionByKey(tx, form.id, handed.idempotencyKey)
    if (before) return before
  }
  const id = await insertSubmission(tx, { formId: form.id, ...handed, utm: utmIn(handed.payload) })
  if (!id) return (await submissionByKey(tx, form.id, handed.idempotencyKey!))!
  return settle(tx, form, (await lockSubmission(tx, id))!)
}

export async function replay(tx: Tx, id: string): Promise<Submission> {
  const submission = await lockSubmission(tx, id)
  const form = submission && (await findForm(tx, submission.formId))
  if (!form) throw notFound('submission')
  return submission.outcome === 'rejected' || submission.outcome === 'spam' ? settle(tx, form, submission, { trusted: true }) : submission
}

/** `trusted`: a person looked at it, so the trap does not count. */
async function settle(tx: Tx, form: Form, submission: Submission, how: { trusted?: true } = {}): Promise<Submission> {
  const { payload } = submission
  const end = async (outcome: SubmissionView['outcome'], reason: string | null, leadId: string | null) => { await saveOutcome(tx, submission.id, { outcome, reason, leadId }); return { ...submission, outcome, reason, leadId } }
  if (!how.trusted && textOf(payload[trapField])) return end('spam', 'A field that people do not see was filled.', null)
  const missing = form.fields.find((f) => f.required && !textOf(payload[f.key]))
  if (missing) return end('rejected', `“${missing.label}” is missing.`, null)
  const address = parseAddress(textOf(payload['email']) ?? '')
  if (!address.ok) return end('rejected', address.sentence, null)
  try {
    const { id, created, changed } = await upsertLead(tx, newsOf(form, submission, address.address))
    if (form.listId) await addToList(tx, form.listId, [id])
    await announce(tx, formSubmitted, { leadId: id, formId: form.id, name: form.name, via: submission.via })
    await liveChanged(tx, 'leads')
    return await end(created ? 'created' : changed.length ? 'updated' : 'known', null, id)
  } catch (error) {
    if (error instanceof Refusal) return end('rejected', error.message, null)
    throw error
  }
}

/** Hidden from people; programs that fill everything fill it. */
export const trapField = 'website_url'

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value.trim() || null : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null)
const most: Record<string, number> = { firstName: 100, lastName: 100, companyName: 200, title: 200, phone: 60, city: 120, country: 80, notes: 20_000 }

/** Only what the form asks for (a program: every field of a lead), and what a link told. Known leads keep what they have. */
function newsOf(form: Form, { payload, utm, via }: Submission, email: string): LeadNews & { policy: 'fill_empty' } {
  const asked = new Set(form.fields.map((f) => f.key)), open = via === 'api'
  const get = (key: string) => (open || asked.has(key) ? (textOf(payload[key])?.replace(key === 'notes' ? /[\u0000-\u0009\u000b-\u001f]+/g : /[\u0000-\u001f\u007f]+/g, ' ').slice(0, most[key] ?? 200) ?? null) : null)
  const full = get('fullName'), cut = full?.lastIndexOf(' ') ?? -1
  const custom = Object.fromEntries(Object.entries(payload).filter(([key]) => key.startsWith('custom:') && (open || asked.has(key))).flatMap(([key, v]) => { const text = textOf(v); return text && /^custom:[^\u0000-\u001f]{1,80}$/.test(key) ? [[key.slice(7), text.slice(0, 4000)]] : [] }))
  return {
    email, firstName: get('firstName') ?? (full && (cut > 0 ? full.slice(0, cut) : full)), lastName: get('lastName') ?? (full && cut > 0 ? full.slice(cut + 1) : null), companyName: get('companyName'), title: get('title'), phone: get('phone'), city: get('city'), country: get('country'), notes: get('notes'),
    custom: { ...utm, ...custom }, tags: form.tags, source: `form: ${form.name}`, ownerId: form.ownerId, policy: 'fill_empty',
  }
}
