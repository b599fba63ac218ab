import { createView, deleteView, listViews, markView, updateView } from '#contract/views'
import { done } from '#contract/contract'
import { route } from '#platform/route'
import { changeView, markViewFor, removeView, saveView, viewsFor } from './saving.ts'

export const routes = [
  route(listViews, async ({ tx, user, query }) => ({ items: await viewsFor(tx, user, query.of) })),
  route(createView, async ({ tx, user, body }) => saveView(tx, user, body)),
  route(updateView, async ({ tx, user, params, body }) => changeView(tx, user, params.id, body)),
  route(deleteView, async ({ tx, user, params }) => { await removeView(tx, user, params.id); return done }),
  route(markView, async ({ tx, user, params, body }) => markViewFor(tx, user, params.id, body)),
]
