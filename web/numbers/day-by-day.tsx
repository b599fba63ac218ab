import { daily } from '#contract/analytics'
import { useMemo } from 'react'
import { useCall } from '../app/call.ts'
import { ChartLine } from '../ui/chart-line.tsx'
import { Card } from '../ui/page.tsx'
import { Bone, Loaded } from '../ui/states.tsx'
import { placeOf } from '../ui/values.tsx'

export function DayByDay({ days, campaignId }: { days: number; campaignId?: string | undefined }) {
  const asked = useCall(daily, { query: { days, campaignId } })
  const data = useMemo(() => asked.data && {
    label: 'Sent, answered and positive, day by day',
    days: asked.data.days.map((d) => d.day),
    series: [
      { name: 'Sent', tone: 'neutral' as const, kind: 'bar' as const, values: asked.data.days.map((d) => d.sent) },
      { name: 'Answered', tone: 'accent' as const, values: asked.data.days.map((d) => d.replied) },
      { name: 'Positive', tone: 'info' as const, values: asked.data.days.map((d) => d.positive) },
    ],
  }, [asked.data])
  return (
    <Card title="Day by day" beside={asked.data && <span className="o-muted" style={{ fontSize: 12.5 }}>Days of {placeOf(asked.data.timeZone)}</span>}>
      <Loaded from={asked} bones={<Bone h={240} />}>{() => data && <ChartLine data={data} />}</Loaded>
    </Card>
  )
}
