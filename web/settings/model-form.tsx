// Provider, model, key, budget. Unsaved values can be tried before they are saved.
import { saveAiSettings, testAi, type AiProvider, type AiSettingsView } from '#contract/ai'
import { Autocomplete, Button, Group, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { FormProblem, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { formatNumber, Money } from '../ui/values.tsx'
import { Pair } from '../ui/pair.tsx'

export function ModelForm({ settings: s }: { settings: AiSettingsView }) {
  const manage = useMay()('ai.manage')
  const form = useForm(saveAiSettings, { provider: s.provider, model: s.model ?? '', baseUrl: s.baseUrl ?? '', key: '', dailyBudget: s.dailyBudget, requestsPerMinute: s.requestsPerMinute }, {
    touches: ['/ai'], onDone: () => toast('Saved. The next draft is written with it.'),
  })
  const test = useSend(testAi, { touches: ['/ai/usage'] })
  const { provider, key, model, baseUrl } = form.values
  const offered = s.offered.find((o) => o.provider === provider)
  const kept = s.provider === provider ? s.keyHint : null
  const known = offered?.models.find((m) => m.id === model)
  const clean = { provider, model: model.trim() || null, baseUrl: baseUrl.trim() || null, ...(key.trim() && { key: key.trim() }) }
  const choose = (value: string | null) => {
    const next = (value === 'server' ? null : value) as AiProvider | null
    form.setValues((v) => ({ ...v, provider: next, model: s.offered.find((o) => o.provider === next)?.models[0]?.id ?? '', key: '' }))
    test.reset()
  }
  return (
    <form style={{ display: 'grid', gap: 16 }} onSubmit={(e) => { e.preventDefault(); form.submit({ ...clean, key: (key.trim() || undefined) as never } as never) }}>
      <FormProblem problem={form.problem} />
      <Select label="Provider" disabled={!manage} allowDeselect={false} value={provider ?? 'server'} onChange={choose} error={form.wrong.provider}
        data={[{ value: 'server', label: 'As the server is configured' }, { value: 'none', label: 'No model: the built-in writer' }, ...s.offered.filter((o) => o.provider !== 'none').map((o) => ({ value: o.provider, label: o.label }))]} />
      {offered && offered.provider !== 'none' && (
        <>
          {offered.needsBaseUrl && <TextInput label="Address of the service" description="Groq, Ollama, LM Studio, vLLM: any that speaks like OpenAI" placeholder="http://localhost:11434/v1" disabled={!manage} spellCheck={false} {...form.text('baseUrl')} />}
          <PasswordInput label="Key" disabled={!manage} autoComplete="new-password" placeholder={kept ?? ''} {...form.text('key')}
            description={kept ? 'A key is stored. Left empty, it stays.' : offered.needsKey ? 'From the provider’s console' : 'Only if the service asks for one'} />
          <Autocomplete label="Model" disabled={!manage} data={offered.models.map((m) => m.id)} value={model} onChange={(v) => form.set('model', v)} error={form.wrong.model}
            description={known ? <><Money of={known.priceIn} /> for a million tokens read, <Money of={known.priceOut} /> written</> : offered.searchesTheWeb ? 'Can search the web for research' : 'Writes; research reads the company’s own site'} />
          <Pair>
            <NumberInput label="Budget a day" prefix="$ " decimalScale={2} min={0} max={10000} disabled={!manage} value={form.values.dailyBudget} onChange={(v) => form.set('dailyBudget', Number(v) || 0)} error={form.wrong.dailyBudget} />
            <NumberInput label="Requests a minute" description="What the key may do" min={1} max={10000} allowDecimal={false} disabled={!manage} value={form.values.requestsPerMinute} onChange={(v) => form.set('requestsPerMinute', Number(v) || 1)} error={form.wrong.requestsPerMinute} />
          </Pair>
        </>
      )}
      {test.data && <Notice tone={test.data.ok ? 'good' : 'bad'}>{test.data.sentence}{test.data.ok && test.data.ms !== null && <span className="o-num"> ({formatNumber(test.data.ms)} ms)</span>}</Notice>}
      {test.error && <FormProblem problem={test.error} />}
      {manage && (
        <Group justify="flex-end" gap="xs">
          {offered && offered.provider !== 'none' && <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ body: clean })}>Try it</Button>}
          <Button type="submit" disabled={!form.changed} loading={form.isSending}>Save</Button>
        </Group>
      )}
    </form>
  )
}

