// The texts of a step compared, with intervals, and whether anything can be said yet.
import { variants } from '#contract/analytics'
import { useCall } from '../app/call.ts'
import { ShareWords } from '../ui/measures.tsx'
import { counted } from '../ui/values.tsx'
import css from './campaigns.module.css'

export function VariantNumbers({ campaignId, stepId }: { campaignId: string; stepId: string }) {
  const step = useCall(variants, { query: { campaignId } }).data?.steps.find((s) => s.stepId === stepId)
  if (!step) return null
  return (
    <ul className={css.variants} aria-label="Variants">
      {step.variants.map((v) => <li key={v.key}><b>{v.key}</b> {counted(v.sent, 'mail')}, {v.replied} answered: <ShareWords of={v.rate} /></li>)}
      <li>{step.verdict}</li>
    </ul>
  )
}
