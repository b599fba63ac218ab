import { home } from '#contract/analytics'
import type { Output } from '#contract/contract'
import { useCall } from '../app/call.ts'
import { useSession } from '../app/session.tsx'
import { FirstSteps, SampleCard } from '../home/first-steps.tsx'
import { Happened } from '../home/happened.tsx'
import css from '../home/home.module.css'
import { Momentum } from '../home/momentum.tsx'
import { NeedsMe } from '../home/needs-me.tsx'
import { Running } from '../home/running.tsx'
import { UpNext } from '../home/up-next.tsx'
import { RowsPanel, Tile, Tiles } from '../numbers/number-link.tsx'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Bone, Loaded } from '../ui/states.tsx'

const bones = (
  <div className={css.stack}>
    <Bone w="min(420px, 90%)" h={30} />
    <div className={css.columns}><div className={css.stack}><Bone h={84} r={10} /><Bone h={220} r={10} /></div><Bone h={260} r={10} /></div>
  </div>
)

/** Nothing has happened here yet: the way in comes first, counters later. */
const isNew = (t: Output<typeof home>) => !t.has.campaigns && !t.has.sample

/** Answers and drafts stand in the list of what is next, person by person. */
const rest = (t: Output<typeof home>) => t.needsMe.filter((need) => need.name !== 'unread' && need.name !== 'approvals')

export default function Home() {
  const today = useCall(home)
  const { user } = useSession()
  return (
    <Page>
      <PageHeader title="Today" />
      <Loaded from={today} bones={bones}>
        {(t) => (
          <>
            <p className={css.sentence}>{isNew(t) ? `Welcome, ${user.name.split(' ')[0]}. Six steps from here to your first answer.` : t.sentence}</p>
            <div className={css.columns}>
              <div className={css.stack}>
                {isNew(t) && <FirstSteps has={t.has} sent={false} large />}
                {!isNew(t) && <Card flush>
                  <Tiles>
                    <Tile of={t.today.sent} label="Sent today" />
                    <Tile of={t.today.replied} label="Answered" />
                    <Tile of={t.today.positive} label="Positive" />
                    <Tile of={t.today.bounced} label="Bounced" />
                    <Tile of={t.today.stillToGo} label="Still to go today" />
                  </Tiles>
                </Card>}
                <UpNext ifAny={isNew(t)} />
                {isNew(t) ? t.needsMe.length > 0 && <NeedsMe needs={t.needsMe} /> : rest(t).length > 0 && <NeedsMe needs={rest(t)} />}
                <Running campaigns={t.campaigns} zone={t.timeZone} />
              </div>
              <div className={css.stack}>
                {isNew(t) ? <SampleCard has={t.has} /> : <FirstSteps has={t.has} sent={t.campaigns.some((c) => c.sent.count > 0) || t.today.sent.count > 0} />}
                {(t.has.campaigns || t.has.sample) && <Momentum />}
                <Happened />
              </div>
            </div>
            <RowsPanel />
          </>
        )}
      </Loaded>
    </Page>
  )
}
