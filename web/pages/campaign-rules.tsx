// What a campaign keeps to: when it stops, who may come in, how many a day, on which days, from whom.
import { changeCampaignRules, getCampaignRules, listSafetyRules, type CampaignRules } from '#contract/campaign-rules'
import { getCampaign, type CampaignView } from '#contract/campaigns'
import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import css from '../campaigns/campaigns.module.css'
import { SubSequences } from '../campaigns/sub-sequences.tsx'
import { weekdays } from '../campaigns/words.ts'
import { useStatuses } from '../leads/statuses.tsx'
import { Countries } from '../tracking/countries.tsx'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { FormProblem, Loaded, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'

export default function CampaignRulesPage() {
  const { campaignId } = useParams({ strict: false }) as { campaignId: string }
  const campaign = useCall(getCampaign, { params: { id: campaignId } }), rules = useCall(getCampaignRules, { params: { id: campaignId } })
  return <Page width="middle"><Loaded from={campaign}>{(c) => <Loaded from={rules}>{(r) => <Form campaign={c} rules={r} />}</Loaded>}</Loaded></Page>
}

type Day = '1' | '2' | '3' | '4' | '5' | '6' | '7'

function Form({ campaign: c, rules }: { campaign: CampaignView; rules: CampaignRules }) {
  const safety = useCall(listSafetyRules), statuses = useStatuses()
  const may = useMay()('campaigns.write') && c.status !== 'archived'
  const form = useForm(changeCampaignRules, rules, { params: { id: c.id }, touches: [getCampaignRules, getCampaign, '/campaigns'], onDone: () => toast('Saved. What waits keeps to it from now on.') })
  const v = form.values as CampaignRules
  const number = (name: 'newPerDay' | 'maxActivePerOwner' | 'followUpShare' | 'colleagueDays' | 'awayDays' | 'awayUnknownDays') => ({
    value: v[name] ?? '', error: form.wrong[name], onChange: (n: number | string) => form.set(name, n === '' ? (null as never) : (Number(n) as never)),
  })
  const window = (day: Day, part: 'from' | 'to', time: string) => {
    const own = v.dayWindows[day] ?? { from: c.windowStart.slice(0, 5), to: c.windowEnd.slice(0, 5) }
    form.set('dayWindows', { ...v.dayWindows, [day]: { ...own, [part]: time } })
  }
  const usual = (day: Day) => { const rest = { ...v.dayWindows }; delete rest[day]; form.set('dayWindows', rest) }
  return (
    <>
      <PageHeader title={`Rules of ${c.name}`} back={{ to: `/campaigns/${c.id}`, label: 'Back to the campaign' }} />
      {!may && <Notice>{c.status === 'archived' ? 'This campaign is archived; its rules are history.' : 'You may look at these rules, not change them.'}</Notice>}
      <form onSubmit={form.onSubmit}>
        <fieldset disabled={!may} className={css.stack} style={{ border: 0, padding: 0, margin: 0 }}>
          <FormProblem problem={form.problem} />
          <Card title="When somebody answers"><div className={css.fields}>
            <Select label="An answer stops" allowDeselect={false} value={v.stopScope} onChange={(x) => x && form.set('stopScope', x as CampaignRules['stopScope'])}
              data={[{ value: 'campaign', label: 'this campaign for the lead' }, { value: 'person', label: 'every campaign of the lead' }, { value: 'company', label: 'everybody of the same company or mail domain' }]}
              description="A booked meeting counts as an answer. An opt-out, a bounce and a complaint always stop everything." />
            <div className={css.pair}>
              <Select label="When a colleague answers" allowDeselect={false} value={v.colleagues} onChange={(x) => x && form.set('colleagues', x as CampaignRules['colleagues'])}
                data={[{ value: 'none', label: 'leads here go on' }, { value: 'stop', label: 'leads here stop' }, { value: 'pause', label: 'leads here wait for me' }, { value: 'delay', label: 'leads here wait some days' }]} description="By company and mail domain; free mail is no company." />
              {v.colleagues === 'delay' && <NumberInput label="Days" min={1} max={365} {...number('colleagueDays')} />}
            </div>
            <div className={css.pair}>
              <NumberInput label="Out of office: working days after the return" min={0} max={60} {...number('awayDays')} />
              <NumberInput label="Days when no date is given" min={1} max={60} {...number('awayUnknownDays')} />
            </div>
          </div></Card>
          <Card title="Going on in another campaign"><SubSequences campaign={c} disabled={!may} statuses={statuses.choices} value={v.subSequences} onChange={(all) => form.set('subSequences', all)} error={form.wrong['subSequences']} /></Card>
          <Card title="Who may come in"><div className={css.fields}>
            <Select label="Safety rules" clearable placeholder="The usual ones of the workspace" value={v.safetyId} onChange={(x) => form.set('safetyId', x)} data={(safety.data?.items ?? []).map((s) => ({ value: s.id, label: s.name }))}
              description={<>Who is left out, and why, is shown when you take leads in and on the launch page. <Link to="/settings/safety">Write rules</Link></>} />
          </div></Card>
          <Card title="How many"><div className={css.fields}>
            <div className={css.pair}>
              <NumberInput label="New leads a day" placeholder="as many as fit" min={1} {...number('newPerDay')} description="Over all mailboxes of the campaign." />
              <NumberInput label="Under way per owner" placeholder="no limit" min={1} {...number('maxActivePerOwner')} description="The rest waits in line." />
            </div>
            <NumberInput label="Kept free for follow-ups, in percent of each mailbox’s day" min={0} max={90} {...number('followUpShare')} description="Follow-ups go first in any case." />
          </div></Card>
          <Card title="On which days"><div className={css.fields}>
            <Switch label="Nothing on public holidays where the lead is" checked={v.holidays === 'lead'} onChange={(e) => form.set('holidays', e.currentTarget.checked ? 'lead' : 'none')} />
            {v.holidays === 'lead' && <TextInput label="Country, where the lead’s is not known" placeholder="none" maxLength={2} w={220} value={v.holidayCountry ?? ''} error={form.wrong['holidayCountry']} onChange={(e) => form.set('holidayCountry', e.currentTarget.value.trim().toUpperCase() || null)} description="Two letters, like DE." />}
            <div role="group" aria-label="Windows of single weekdays" className={css.fields}>
              <span className={css.muted}>Usually {c.windowStart.slice(0, 5)} to {c.windowEnd.slice(0, 5)} where each lead is. The night the clocks change moves nothing but the instant: 09:00 there stays 09:00 there.</span>
              {weekdays.map((name, i) => {
                const day = String(i + 1) as Day, own = v.dayWindows[day]
                if (!c.days.includes(i + 1)) return null
                return (
                  <div key={day} style={{ display: 'grid', gridTemplateColumns: '48px 1fr 1fr auto', gap: 8, alignItems: 'center' }}>
                    <b>{name}</b>
                    <TextInput type="time" aria-label={`${name}, not before`} value={own?.from ?? c.windowStart.slice(0, 5)} onChange={(e) => window(day, 'from', e.currentTarget.value)} />
                    <TextInput type="time" aria-label={`${name}, not after`} value={own?.to ?? c.windowEnd.slice(0, 5)} onChange={(e) => window(day, 'to', e.currentTarget.value)} />
                    {own ? <Button size="xs" variant="subtle" onClick={() => usual(day)}>As usual</Button> : <span />}
                  </div>
                )
              })}
              {form.wrong['dayWindows'] && <span role="alert" style={{ color: 'var(--o-bad)' }}>{form.wrong['dayWindows']}</span>}
            </div>
          </div></Card>
          <Card title="From whom"><div className={css.fields}>
            <Select label="A new lead hears from" allowDeselect={false} value={v.sender} onChange={(x) => x && form.set('sender', x as CampaignRules['sender'])}
              data={[{ value: 'rotate', label: 'the mailbox with the fewest leads' }, { value: 'owner', label: 'the mailbox of the person who owns it' }]} description="And from the same one through the whole campaign." />
            <Switch label="Rather from a mailbox with the recipient’s own provider" checked={v.matchProvider} onChange={(e) => form.set('matchProvider', e.currentTarget.checked)}
              description="Google to Google, Microsoft to Microsoft. A preference: where no mailbox is there, or those there have more than a day’s more work, another one writes. Each lead says why." />
          </div></Card>
          <Card title="Who is tracked"><div className={css.fields}>
            {!c.trackOpens && !c.trackClicks && <Notice>This campaign tracks neither opens nor clicks, so nobody is. <Link to="/campaigns/$campaignId/build" params={{ campaignId: c.id }}>Change that</Link></Notice>}
            <Countries label="Not leads in these countries" disabled={!may} value={v.trackNotIn} onChange={(all) => form.set('trackNotIn', all)} error={form.wrong['trackNotIn']}
              description="No picture and no changed links in their mails, by the country of the lead. Countries of the whole workspace stand in the settings and hold as well." />
            <Switch label="Leads of whom the country is not known are tracked" checked={v.trackUnknown} onChange={(e) => form.set('trackUnknown', e.currentTarget.checked)} description="It holds for mails that are planned from now on." />
          </div></Card>
          {may && <div><Button type="submit" loading={form.isSending}>Save</Button></div>}
        </fieldset>
      </form>
    </>
  )
}
