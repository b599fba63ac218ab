import { home } from '#contract/analytics'
import { useCall } from '../app/call.ts'
import { Page, PageHeader } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'

export default function Home() {
  const today = useCall(home)
  return <Page><PageHeader title="Today" /><Loaded from={today}>{(t) => t.sentence}</Loaded></Page>
}
