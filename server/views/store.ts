// Views: the questions.
import type { ViewKind, ViewState } from '#contract/views'
import { sql, type Tx } from '#platform/db'

export interface ViewRow { id: string; of: ViewKind; name: string; state: ViewState; shared: boolean; createdBy: string; createdAt: Date; updatedAt: Date; favourite: boolean; isDefault: boolean }

const columns = sql`v.id, v.kind as "of", v.name, v.state, v.shared, v.created_by as "createdBy", v.created_at as "createdAt", v.updated_at as "updatedAt",
  coalesce(m.favourite, false) as favourite, coalesce(m.is_default, false) as "isDefault"`
const withMarks = (userId: string) => sql`views v left join view_marks m on m.workspace_id = v.workspace_id and m.view_id = v.id and m.user_id = ${userId}`

export const views = (tx: Tx, userId: string, of: ViewKind): Promise<ViewRow[]> =>
  tx.many<ViewRow>(sql`select ${columns} from ${withMarks(userId)} where v.workspace_id = ${tx.workspaceId} and v.kind = ${of} and (v.shared or v.created_by = ${userId})
    order by coalesce(m.favourite, false) desc, lower(v.name), v.id limit 200`)

export const findView = (tx: Tx, userId: string, id: string): Promise<ViewRow | undefined> =>
  tx.maybe<ViewRow>(sql`select ${columns} from ${withMarks(userId)} where v.workspace_id = ${tx.workspaceId} and v.id = ${id}`)

export const insertView = (tx: Tx, v: { of: ViewKind; name: string; state: ViewState; shared: boolean; createdBy: string }): Promise<{ id: string }> =>
  tx.one(sql`insert into views (workspace_id, kind, name, state, shared, created_by, created_at, updated_at)
    values (${tx.workspaceId}, ${v.of}, ${v.name}, ${JSON.stringify(v.state)}, ${v.shared}, ${v.createdBy}, ${tx.now}, ${tx.now}) returning id`)

export const rewriteView = (tx: Tx, id: string, v: { name: string; state: ViewState; shared: boolean }): Promise<number> =>
  tx.run(sql`update views set name = ${v.name}, state = ${JSON.stringify(v.state)}, shared = ${v.shared}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const deleteViewRow = (tx: Tx, id: string): Promise<number> => tx.run(sql`delete from views where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const viewsNaming = (tx: Tx, of: ViewKind, word: string): Promise<{ id: string; name: string; state: ViewState; shared: boolean }[]> =>
  tx.many(sql`select id, name, state, shared from views where workspace_id = ${tx.workspaceId} and kind = ${of} and strpos((state -> 'filter')::text, ${JSON.stringify(word)}) > 0`)

export const unmarkDefaults = (tx: Tx, userId: string, of: ViewKind): Promise<number> =>
  tx.run(sql`update view_marks set is_default = false where workspace_id = ${tx.workspaceId} and user_id = ${userId} and kind = ${of} and is_default`)

export const putMark = (tx: Tx, userId: string, view: ViewRow, mark: { favourite: boolean; isDefault: boolean }): Promise<number> =>
  tx.run(sql`insert into view_marks (workspace_id, user_id, view_id, kind, favourite, is_default) values (${tx.workspaceId}, ${userId}, ${view.id}, ${view.of}, ${mark.favourite}, ${mark.isDefault})
    on conflict (workspace_id, user_id, view_id) do update set favourite = excluded.favourite, is_default = excluded.is_default`)
