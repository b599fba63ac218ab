// How the stories of other records bring a file in, and what deals came of it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sql } from '#platform/db'
import type { Api, House } from '#test/house'

export function bringing(h: House, sam: Api) {
  /** Uploads, corrects, previews, starts and lets it run. */
  async function bring(text: string, edit: object) {
    const id = randomUUID()
    await sam('PUT', `/imports/${id}/file?fileName=rows.csv`, Buffer.from(text), { 'content-type': 'text/csv' })
    const { status, body } = await sam('PATCH', `/imports/${id}`, edit)
    assert.equal(status, 200, JSON.stringify(body))
    const preview = (await sam('POST', `/imports/${id}/preview`, {})).body
    const started = await sam('POST', `/imports/${id}/start`, {})
    assert.equal(started.status, 200, JSON.stringify(started.body))
    await h.runLater()
    return { preview, done: (await sam('GET', `/imports/${id}`)).body, mapping: body.mapping }
  }
  const deals = () => h.world.read((tx) => tx.many<Record<string, any>>(sql`
    select d.name, c.name as company, s.name as stage, s.kind, u.name as owner, d.amount_minor as amount, d.currency, d.close_on as "closeOn", d.closed_on as "closedOn", to_char(d.created_at, 'YYYY-MM-DD') as began, l.name as product
      from deals d join stages s on s.workspace_id = d.workspace_id and s.id = d.stage_id left join companies c on c.workspace_id = d.workspace_id and c.id = d.company_id left join users u on u.id = d.owner_id
      left join deal_lines l on l.workspace_id = d.workspace_id and l.deal_id = d.id where d.workspace_id = ${tx.workspaceId} and d.deleted_at is null order by d.name, d.position`))
  return { bring, deals }
}
