// What sends a lead on into another campaign: one row each, the first that fits counts.
import type { CampaignRules, SubSequence } from '#contract/campaign-rules'
import { listCampaigns, type CampaignView } from '#contract/campaigns'
import { Button, MultiSelect, NumberInput, Select, Switch, TagsInput } from '@mantine/core'
import { useCall } from '../app/call.ts'
import css from './campaigns.module.css'
import { answerChoices } from './shape.ts'

type When = SubSequence['when']
const whens: { value: When['about']; label: string }[] = [
  { value: 'replied', label: 'the answer is of a kind' }, { value: 'unanswered', label: 'it had every mail and did not answer' }, { value: 'clicked', label: 'a person follows a link' },
  { value: 'status', label: 'its status is' }, { value: 'tag', label: 'it has a tag' },
]
const usual = (about: When['about']): When =>
  about === 'replied' ? { about, classes: ['not_now'] } : about === 'status' ? { about, statuses: ['qualified'] } : about === 'tag' ? { about, tags: [] } : { about }

export function SubSequences({ campaign: c, statuses, value, onChange, error, disabled }: { campaign: CampaignView; statuses: { value: string; label: string }[]; value: CampaignRules['subSequences']; onChange: (all: SubSequence[]) => void; error: string | undefined; disabled: boolean }) {
  const campaigns = useCall(listCampaigns, { query: { limit: 200 } })
  const others = (campaigns.data?.items ?? []).filter((o) => o.id !== c.id && (o.status !== 'archived' || value.some((s) => s.toCampaignId === o.id)))
  const put = (at: number, change: Partial<SubSequence>) => onChange(value.map((s, i) => (i === at ? { ...s, ...change } : s)))
  const none = campaigns.data !== undefined && !others.length
  return (
    <div className={css.fields} role="group" aria-label="Going on in another campaign">
      <p className={css.muted}>A lead is never in both: it stops here, and whatever keeps leads out of the other campaign keeps it out, too. An answer there stops it as usual.</p>
      {value.map((s, i) => (
        <div key={i} role="group" aria-label={`Way ${i + 1}`} className={`${css.condition} ${css.fields}`}>
          <div className={css.pair}>
            <Select label="When" allowDeselect={false} data={whens} value={s.when.about} onChange={(about) => about && put(i, { when: usual(about as When['about']) })} />
            {s.when.about === 'replied' && <MultiSelect label="Kinds of answers" data={answerChoices} value={s.when.classes} onChange={(classes) => put(i, { when: { about: 'replied', classes: classes as never } })} />}
            {s.when.about === 'status' && <MultiSelect label="Statuses" data={statuses} value={s.when.statuses} onChange={(all) => put(i, { when: { about: 'status', statuses: all as never } })} />}
            {s.when.about === 'tag' && <TagsInput label="Tags" value={s.when.tags} onChange={(tags) => put(i, { when: { about: 'tag', tags } })} />}
          </div>
          {s.when.about === 'clicked' && !c.trackClicks && <p className={css.muted}>This campaign does not track clicks, so nobody will be seen following a link.</p>}
          <div className={css.pair}>
            <Select label="It goes on in" searchable placeholder="Choose a campaign" allowDeselect={false} data={others.map((o) => ({ value: o.id, label: o.name }))} value={s.toCampaignId || null} onChange={(id) => id && put(i, { toCampaignId: id })} nothingFoundMessage="No campaign is called that." />
            <NumberInput label="Not before so many days" min={0} max={730} value={s.afterDays} onChange={(n) => put(i, { afterDays: Math.max(0, Number(n) || 0) })} />
          </div>
          {s.when.about === 'replied' && <Switch label="Where the answer names a time (“in Q3”, “after the summer”), wait for that instead" checked={s.namedDay} onChange={(e) => put(i, { namedDay: e.currentTarget.checked })} />}
          <Switch label="In the same conversation, from the same mailbox" checked={s.sameThread} onChange={(e) => put(i, { sameThread: e.currentTarget.checked })} />
          {!disabled && <div><Button size="xs" variant="subtle" color="red" onClick={() => onChange(value.filter((_, at) => at !== i))}>Remove this way</Button></div>}
        </div>
      ))}
      {error && <span role="alert" style={{ color: 'var(--o-bad)' }}>{error}</span>}
      {none ? <p className={css.muted}>There is no other campaign yet. Make one first; it may be launched with nobody in it once a way leads there.</p>
        : !disabled && <div><Button size="xs" variant="default" onClick={() => onChange([...value, { when: usual('replied'), toCampaignId: '', afterDays: 60, namedDay: true, sameThread: true }])}>Add a way</Button></div>}
    </div>
  )
}
