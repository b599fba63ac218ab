import type { FastifyReply } from 'fastify'
import * as say from '#contract/forms'
import { done } from '#contract/contract'
import { theListToFill } from '#leads'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { takeToken } from '#platform/rate-limit'
import { rawRoute, route, routeOut } from '#platform/route'
import type { Ground } from '#platform/world'
import { newSecretKey, placeOf, publicKey, sameHash, secretIn, type Form, type Place } from './form.ts'
import { busyPage, formHeaders, formPage, goneFormPage, thanksPage } from './page.ts'
import { dropForm, findForm, forms, insertForm, rewriteForm, setKeyHash, submissionPage, type Submission } from './store.ts'
import { replay, take } from './taking.ts'

const viewOf = (form: Form, workspaceId: string, baseUrl: string): say.FormView => {
  const { keyHash: _, ...shown } = form
  return { ...shown, url: `${baseUrl}/f/${publicKey({ workspaceId, formId: form.id })}`, createdAt: form.createdAt.toISOString() }
}
const submissionView = ({ formId: _, ...s }: Submission): say.SubmissionView => ({ ...s, outcome: s.outcome === 'waiting' ? 'rejected' : s.outcome, at: s.at.toISOString() })
const theForm = async (tx: Tx, id: string): Promise<Form> => { const form = await findForm(tx, id); if (!form) throw notFound('form'); return form }

/** As nobody in particular: the rights of a person bind only people. */
const doorOf = (ground: Ground, place: Place) => ground.world(place.workspaceId, { kind: 'system', name: 'form' })
const openForm = async (ground: Ground, place: Place | undefined): Promise<Form | undefined> => {
  const form = place && (await doorOf(ground, place).read((tx) => findForm(tx, place.formId)))
  return form?.active ? form : undefined
}
const show = (reply: FastifyReply, status: number, html: string) => reply.code(status).headers(formHeaders).send(html)

export const routes = [
  route(say.listForms, async ({ tx, ground }) => ({ items: (await forms(tx)).map((f) => viewOf(f, tx.workspaceId, ground.config.baseUrl)) })),
  route(say.createForm, async ({ tx, body, ground }) => {
    if (body.listId) await theListToFill(tx, body.listId)
    return viewOf(await theForm(tx, (await insertForm(tx, body)).id), tx.workspaceId, ground.config.baseUrl)
  }),
  route(say.updateForm, async ({ tx, params, body, ground }) => {
    if (body.listId) await theListToFill(tx, body.listId)
    const given = Object.fromEntries(Object.entries(body).filter(([, v]) => v !== undefined)) as Partial<Form>
    await rewriteForm(tx, { ...(await theForm(tx, params.id)), ...given })
    return viewOf(await theForm(tx, params.id), tx.workspaceId, ground.config.baseUrl)
  }),
  route(say.deleteForm, async ({ tx, params }) => { await theForm(tx, params.id); await dropForm(tx, params.id); return done }),
  route(say.renewFormKey, async ({ tx, params }) => {
    await theForm(tx, params.id)
    const { key, hash } = newSecretKey({ workspaceId: tx.workspaceId, formId: params.id })
    await setKeyHash(tx, params.id, hash)
    return { key }
  }),
  route(say.listSubmissions, async ({ tx, params, query }) => {
    await theForm(tx, params.id)
    const after = query.cursor ? /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)_([0-9a-f-]{36})$/.exec(query.cursor) : undefined
    if (after === null) throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
    const rows = await submissionPage(tx, params.id, { rejected: query.outcome === 'rejected', after: after && [after[1]!, after[2]!], limit: query.limit + 1 })
    const last = rows.length > query.limit ? rows[query.limit - 1] : undefined
    return { items: rows.slice(0, query.limit).map(submissionView), next: last ? `${last.at.toISOString()}_${last.id}` : null }
  }),
  route(say.replaySubmission, async ({ tx, params }) => submissionView(await replay(tx, params.id))),

  rawRoute(say.showForm, async ({ ground, params, request, reply }) => {
    const form = await openForm(ground, placeOf(params.key))
    return form ? show(reply, 200, formPage(form, request.query as Record<string, unknown>)) : show(reply, 404, goneFormPage())
  }),
  rawRoute(say.submitForm, async ({ ground, params, request, reply }) => {
    const place = placeOf(params.key)
    const wait = await takeToken(ground.db, `form:${request.ip}`, 10, 60)
    if (wait) { reply.header('retry-after', wait); return show(reply, 429, busyPage(wait)) }
    const form = await openForm(ground, place)
    if (!form || !place) return show(reply, 404, goneFormPage())
    const payload = Object.fromEntries(new URLSearchParams(typeof request.body === 'string' ? request.body.replaceAll('%00', '') : ''))
    const taken = await doorOf(ground, place).write((tx) => take(tx, form, { via: 'page', payload, idempotencyKey: null }))
    // Whoever fell into the trap learns nothing of it.
    return taken.outcome === 'rejected' ? show(reply, 422, formPage(form, payload, taken.reason)) : show(reply, 200, thanksPage(form))
  }),
  routeOut(say.ingest, async ({ ground, request, body }) => {
    const found = secretIn(/^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '')
    const form = found && (await openForm(ground, found.place))
    if (!found || !form || !sameHash(found.hash, form.keyHash)) throw refuse('bad_key', 'Send the key of a form as “Authorization: Bearer ovf_…”.', { status: 401 })
    const key = request.headers['idempotency-key']
    const { id, leadId, outcome, reason } = await doorOf(ground, found.place).write((tx) => take(tx, form, { via: 'api', payload: body, idempotencyKey: typeof key === 'string' && key ? key.slice(0, 200) : null }))
    if (outcome === 'rejected' || outcome === 'spam' || outcome === 'waiting') throw refuse('rejected', reason ?? 'This lead was not taken.', { details: { submissionId: id } })
    return { submissionId: id, leadId, outcome }
  }),
]
