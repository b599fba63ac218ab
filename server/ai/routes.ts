import { estimateAi, getAiSettings, getAiUsage, saveAiSettings, testAi } from '#contract/ai'
import { routeOut } from '#platform/route'
import { chooseModel, settingsView, tryModel } from './settings.ts'
import { estimate, usageView } from './spending.ts'

export const routes = [
  routeOut(getAiSettings, ({ world }) => settingsView(world)),
  routeOut(saveAiSettings, ({ world, body }) => chooseModel(world, body)),
  routeOut(testAi, ({ world, body }) => tryModel(world, body)),
  routeOut(getAiUsage, ({ world }) => usageView(world)),
  routeOut(estimateAi, ({ world, query }) => estimate(world, query.purpose, query.count)),
]
