import { getAiSettings, getAiUsage } from '#contract/ai'
import { useCall } from '../app/call.ts'
import { ModelForm } from '../settings/model-form.tsx'
import { Settings } from '../settings/frame.tsx'
import { Usage } from '../settings/usage.tsx'
import { Section } from '../ui/page.tsx'
import { Loaded, Notice } from '../ui/states.tsx'

export default function AiSettings() {
  const settings = useCall(getAiSettings)
  const usage = useCall(getAiUsage)
  return (
    <Settings>
      <Loaded from={settings}>
        {(s) => (
          <>
            <Section title="In force" says="Without a model the built-in writer writes: from your words and the facts that were found, checked the same way.">
              <Notice tone={s.inForce.from === 'none' ? 'info' : 'good'}>{s.inForce.sentence}</Notice>
            </Section>
            <Section title="Model" says="Your key stays in this installation, encrypted. Calls go to the provider you choose and nowhere else.">
              <ModelForm key={s.updatedAt ?? 'new'} settings={s} />
            </Section>
          </>
        )}
      </Loaded>
      <Section title="Today" says="When the budget is used up, the built-in writer goes on; nothing stops.">
        <Loaded from={usage}>{(u) => <Usage usage={u} />}</Loaded>
      </Section>
    </Settings>
  )
}
