import { home } from '#contract/analytics'
import { useCall } from '../app/call.ts'
import { FirstSteps } from '../home/first-steps.tsx'
import { Happened } from '../home/happened.tsx'
import css from '../home/home.module.css'
import { Momentum } from '../home/momentum.tsx'
import { NeedsMe } from '../home/needs-me.tsx'
import { Running } from '../home/running.tsx'
import { RowsPanel, Tile, Tiles } from '../numbers/number-link.tsx'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Bone, Loaded } from '../ui/states.tsx'

const bones = (
  <div className={css.stack}>
    <Bone w="min(420px, 90%)" h={30} />
    <div className={css.columns}><div className={css.stack}><Bone h={84} r={10} /><Bone h={220} r={10} /></div><Bone h={260} r={10} /></div>
  </div>
)

export default function Home() {
  const today = useCall(home)
  return (
    <Page>
      <PageHeader title="Today" />
      <Loaded from={today} bones={bones}>
        {(t) => (
          <>
            <p className={css.sentence}>{t.sentence}</p>
            <div className={css.columns}>
              <div className={css.stack}>
                <Card flush>
                  <Tiles>
                    <Tile of={t.today.sent} label="Sent today" />
                    <Tile of={t.today.replied} label="Answered" />
                    <Tile of={t.today.positive} label="Positive" />
                    <Tile of={t.today.bounced} label="Bounced" />
                    <Tile of={t.today.stillToGo} label="Still to go today" />
                  </Tiles>
                </Card>
                <NeedsMe needs={t.needsMe} />
                <Running campaigns={t.campaigns} zone={t.timeZone} />
              </div>
              <div className={css.stack}>
                <FirstSteps has={t.has} sent={t.campaigns.some((c) => c.sent.count > 0) || t.today.sent.count > 0} />
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
