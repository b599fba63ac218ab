// Who would change class under other rules: reckoned over the leads, written nowhere.
import type { ScorePreview, ScoreRules } from '#contract/scoring'
import type { World } from '#platform/world'
import { byRules } from './score.ts'
import { rulesOf, scored } from './scoring.ts'
import { subjectsAfter } from './store.ts'

const mostLooked = 20_000, atOnce = 2000, shown = 50

export async function previewRules(world: World, rules: ScoreRules): Promise<ScorePreview> {
  const none = () => ({ hot: 0, warm: 0, cold: 0 })
  const preview: ScorePreview = { looked: 0, complete: true, before: none(), after: none(), changed: 0, moves: [] }
  for (let after: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof subjectsAfter>> = await world.read(async (tx) => {
      const people = await subjectsAfter(tx, after, atOnce)
      const [old, next] = [await scored(tx, people, byRules(await rulesOf(tx))), await scored(tx, people, byRules(rules))]
      people.forEach((p, i) => {
        const a = old[i]!, b = next[i]!
        preview.before[a.class]++
        preview.after[b.class]++
        if (a.class === b.class) return
        preview.changed++
        preview.moves.push({ leadId: p.id, name: [p.firstName, p.lastName].filter(Boolean).join(' ') || p.email, companyName: p.companyName, before: { score: a.score, class: a.class }, after: { score: b.score, class: b.class }, reasons: b.reasons })
      })
      return people
    })
    preview.looked += page.length
    if (page.length < atOnce) break
    if (preview.looked >= mostLooked) { preview.complete = false; break }
    after = page.at(-1)!.id
  }
  // Those that move farthest first.
  preview.moves = preview.moves.toSorted((a, b) => Math.abs(b.after.score - b.before.score) - Math.abs(a.after.score - a.before.score) || (a.leadId < b.leadId ? -1 : 1)).slice(0, shown)
  return preview
}
