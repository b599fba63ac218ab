// The counter of campaign rules, safety rules and days of rest.
import * as c from '#contract/campaign-rules'
import { done } from '#contract/contract'
import { route } from '#platform/route'
import { holidaySource, holidaysOf, knowHolidays } from './holidays.ts'
import { changeRules, changeWorkspaceHours, rulesFor } from './ruling.ts'
import { addSafety, changeSafety, removeSafety } from './safety.ts'
import { allSafety } from './safety-store.ts'
import { workspaceQuiet } from './store.ts'

const labelled = (quiet: { from: string; to: string; label?: string }[]) => ({ quiet: quiet.map((q) => ({ label: '', ...q })) })

export const ruleRoutes = [
  route(c.getCampaignRules, ({ tx, params }) => rulesFor(tx, params.id)),
  route(c.changeCampaignRules, ({ tx, params, body }) => changeRules(tx, params.id, body)),
  route(c.listSafetyRules, async ({ tx }) => ({ items: await allSafety(tx) })),
  route(c.addSafetyRules, ({ tx, body }) => addSafety(tx, body)),
  route(c.changeSafetyRules, ({ tx, params, body }) => changeSafety(tx, params.id, body)),
  route(c.removeSafetyRules, async ({ tx, params }) => { await removeSafety(tx, params.id); return done }),
  route(c.getWorkspaceHours, async ({ tx }) => labelled(await workspaceQuiet(tx))),
  route(c.setWorkspaceHours, async ({ tx, body }) => labelled((await changeWorkspaceHours(tx, body.quiet)).quiet)),
  route(c.listHolidays, async ({ query }) => {
    await knowHolidays([query.country], new Date(Date.UTC(query.year, 0, 1)))
    const items = [...holidaysOf(query.country)].filter(([date]) => date.startsWith(`${query.year}-`)).map(([date, name]) => ({ date, name })).toSorted((a, b) => a.date.localeCompare(b.date))
    return { items, source: holidaySource }
  }),
]
