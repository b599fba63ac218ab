import { Readable } from 'node:stream'
import * as say from '#contract/imports'
import { attachment } from '#platform/csv'
import { refuse } from '#platform/refuse'
import { rawRoute, route, routeOut } from '#platform/route'
import { cancel, correct, start, theImport, undo } from './choosing.ts'
import { preview } from './previewing.ts'
import { receiveFile } from './receiving.ts'
import { receiveSheet } from './google-sheets.ts'
import { errorLines, pageOfImports, pageOfRows, showImport, viewOf } from './showing.ts'

export const routes = [
  rawRoute(say.uploadImport, async ({ world, params, query, request, reply }) => {
    const body = request.body
    if (!(body instanceof Readable)) throw refuse('not_a_file', 'Send the file itself as the body, with content-type text/csv or application/octet-stream.', { status: 415 })
    try { await receiveFile(world, params.id, query.fileName, body) }
    // What is still on its way is read and thrown away, so that the browser gets to see the answer.
    catch (error) { body.unpipe(); body.resume(); throw error }
    return reply.send(await world.read((tx) => showImport(tx, params.id)))
  }),
  routeOut(say.importSheet, async ({ world, params, body }) => { await receiveSheet(world, params.id, body.url); return world.read((tx) => showImport(tx, params.id)) }),
  route(say.listImports, async ({ tx, query }) => pageOfImports(tx, query.cursor, query.limit)),
  route(say.getImport, async ({ tx, params }) => showImport(tx, params.id)),
  routeOut(say.updateImport, async ({ world, params, body }) => viewOf(await correct(world, params.id, body), world.clock.now())),
  routeOut(say.previewImport, async ({ world, params }) => preview(world, params.id)),
  routeOut(say.startImport, async ({ world, params }) => viewOf(await start(world, params.id), world.clock.now())),
  route(say.cancelImport, async ({ tx, params }) => viewOf(await cancel(tx, params.id), tx.now)),
  route(say.undoImport, async ({ tx, params }) => viewOf(await undo(tx, params.id), tx.now)),
  route(say.listImportRows, async ({ tx, params, query }) => pageOfRows(tx, params.id, query.outcome, query.cursor, query.limit)),
  rawRoute(say.errorFile, async ({ world, params, reply }) => {
    const i = await world.read((tx) => theImport(tx, params.id))
    const name = `${i.fileName.replace(/\.[^.]*$/, '')} errors.csv`
    return reply.type('text/csv; charset=utf-8').header('content-disposition', attachment(name)).send(Readable.from(errorLines(world, i)))
  }),
]
