import { Readable } from 'node:stream'
import { done } from '#contract/contract'
import * as bulk from '#contract/bulk'
import * as fields from '#contract/custom-fields'
import * as say from '#contract/records'
import { attachment } from '#platform/csv'
import { refuse } from '#platform/refuse'
import { rawRoute, route, routeOut } from '#platform/route'
import { cancelBulk, recentBulks, showBulk, showFailures, takeBack } from './bulk.ts'
import { changeField, createField, orderFields, removeField, useOfFields, viewOfField } from './custom-fields.ts'
import { fieldRows } from './custom-store.ts'
import { filesFor, openFile, receiveFile, removeFile, restoreFile } from './files.ts'
import { historyOf, provenanceOf } from './history.ts'
import type { About } from './record.ts'
import { dropSignal, noteSignal, signalsFor } from './signals.ts'
import { changeTag, tagsInUse } from './tags.ts'

const own = [
  route(fields.listFields, async ({ tx }) => ({ items: (await fieldRows(tx)).map(viewOfField) })),
  route(fields.fieldUse, async ({ tx }) => ({ items: await useOfFields(tx) })),
  route(fields.createField, async ({ tx, body }) => createField(tx, body)),
  route(fields.orderFields, async ({ tx, body }) => ({ items: await orderFields(tx, body.subject, body.ids) })),
  route(fields.changeField, async ({ tx, params, body }) => changeField(tx, params.id, body)),
  route(fields.removeField, async ({ tx, params, query }) => { await removeField(tx, params.id, query.values === 'true'); return done }),
]

const bulkChanges = [
  route(bulk.listBulkChanges, async ({ tx, user }) => ({ items: await recentBulks(tx, user.id) })),
  route(bulk.getBulkChange, async ({ tx, params }) => showBulk(tx, params.id)),
  route(bulk.listBulkFailures, async ({ tx, params, query }) => showFailures(tx, params.id, query)),
  route(bulk.cancelBulkChange, async ({ tx, params }) => { await cancelBulk(tx, params.id); return done }),
  routeOut(bulk.undoBulkChange, async ({ world, params }) => takeBack(world, params.id)),
]

const taking = (endpoint: typeof say.addLeadFile | typeof say.addCompanyFile | typeof say.addDealFile, subject: About['subject']) =>
  rawRoute(endpoint, async ({ world, params, query, request, reply }) => {
    const body = request.body
    if (!(body instanceof Readable)) throw refuse('not_a_file', 'Send the file itself as the body, with content-type application/octet-stream.', { status: 415 })
    // What is still on its way is read and thrown away, so that the browser gets to see the answer.
    try { return await reply.send(await receiveFile(world, { subject, id: params.id }, params.fileId, query.name, body)) }
    catch (error) { body.unpipe(); body.resume(); throw error }
  })

const files = [
  route(say.leadFiles, async ({ tx, params }) => ({ items: await filesFor(tx, { subject: 'lead', id: params.id }) })),
  route(say.companyFiles, async ({ tx, params }) => ({ items: await filesFor(tx, { subject: 'company', id: params.id }) })),
  route(say.dealFiles, async ({ tx, params }) => ({ items: await filesFor(tx, { subject: 'deal', id: params.id }) })),
  taking(say.addLeadFile, 'lead'),
  taking(say.addDealFile, 'deal'),
  taking(say.addCompanyFile, 'company'),
  rawRoute(say.readFile, async ({ world, params, reply }) => {
    const { file, body } = await openFile(world, params.id)
    // Never shown, always saved: whatever a file holds, it does not run at our address.
    return reply.type(file.mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : file.mediaType).header('content-disposition', attachment(file.name))
      .header('content-length', file.bytes).header('x-content-type-options', 'nosniff').header('content-security-policy', "sandbox; default-src 'none'").header('cache-control', 'private, no-store').send(body)
  }),
  route(say.removeFile, async ({ tx, params }) => { await removeFile(tx, params.id); return done }),
  route(say.restoreFile, async ({ tx, params }) => restoreFile(tx, params.id)),
]

export const routes = [
  ...bulkChanges,
  ...own, ...files,
  route(say.leadHistory, async ({ tx, params, query }) => historyOf(tx, { subject: 'lead', id: params.id }, query)),
  route(say.companyHistory, async ({ tx, params, query }) => historyOf(tx, { subject: 'company', id: params.id }, query)),
  route(say.leadProvenance, async ({ tx, params }) => provenanceOf(tx, { subject: 'lead', id: params.id })),
  route(say.companyProvenance, async ({ tx, params }) => provenanceOf(tx, { subject: 'company', id: params.id })),
  route(say.leadSignals, async ({ tx, params }) => ({ items: await signalsFor(tx, { subject: 'lead', id: params.id }) })),
  route(say.companySignals, async ({ tx, params }) => ({ items: await signalsFor(tx, { subject: 'company', id: params.id }) })),
  route(say.addLeadSignal, async ({ tx, params, body }) => noteSignal(tx, { subject: 'lead', id: params.id }, body)),
  route(say.addCompanySignal, async ({ tx, params, body }) => noteSignal(tx, { subject: 'company', id: params.id }, body)),
  route(say.dropSignal, async ({ tx, params }) => { await dropSignal(tx, params.id); return done }),
  route(say.listTags, async ({ tx }) => ({ items: await tagsInUse(tx) })),
  route(say.renameTag, async ({ tx, body }) => ({ changed: await changeTag(tx, body.from, body.to) })),
  route(say.removeTag, async ({ tx, body }) => ({ changed: await changeTag(tx, body.tag, null) })),
]
