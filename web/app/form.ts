// A form over the body of an endpoint: checked in the browser by the contract's own schema, then by the server.
// What was typed is never lost; an error stands at its field, or above the form when it has none.
import type { Endpoint, Output } from '#contract/contract'
import { useState } from 'react'
import { CallError, useSend, type Ask } from './call.ts'

interface Options<E> {
  onDone?: (answer: Output<E>) => void
  params?: Record<string, string>
  touches?: (Endpoint | string)[]
  /** Fields that nobody has touched follow `first` as it changes; what was typed stays. */
  follows?: boolean
}

export function useForm<E extends Endpoint, V extends Record<string, unknown>>(endpoint: E, first: V, { onDone, params, touches, follows = false }: Options<E> = {}) {
  const [values, setValues] = useState(first), [followed, setFollowed] = useState(first)
  if (follows && !same(first, followed)) {
    setFollowed(first)
    setValues((typed) => ({ ...first, ...Object.fromEntries(Object.entries(typed).filter(([name, value]) => !same(value, followed[name]))) }))
  }
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<CallError | null>(null)
  const send = useSend(endpoint, {
    ...(touches && { touches }),
    onDone: (answer) => onDone?.(answer),
    onError: (error) => {
      const field = error.field?.replace(/^body\./, '').split('.')[0]
      if (field && field in values) setWrong({ [field]: error.message })
      else setProblem(error)
    },
  })

  const set = <K extends keyof V>(name: K, value: V[K]) => {
    setValues((before) => ({ ...before, [name]: value }))
    setWrong(({ [name as string]: _, ...rest }) => rest)
  }

  const submit = (more: Partial<V> = {}) => {
    if (send.isPending) return
    setProblem(null)
    const body = { ...values, ...more }
    const read = endpoint.body?.safeParse(body)
    if (read && !read.success) {
      const found: Record<string, string> = {}
      for (const issue of read.error.issues) found[String(issue.path[0] ?? '')] ??= plain(issue as Issue)
      setWrong(found)
      document.querySelector<HTMLElement>(`[name="${Object.keys(found)[0]}"]`)?.focus()
      return
    }
    setWrong({})
    send.mutate({ ...(params && { params }), body } as unknown as Ask<E>)
  }

  return {
    values, set, setValues, wrong, problem, submit, isSending: send.isPending,
    changed: !same(values, first),
    /** For a text field: `<TextInput label="Name" {...form.text('name')} />` */
    text: (name: keyof V & string) => ({
      name,
      value: String(values[name] ?? ''),
      onChange: (e: { currentTarget: { value: string } }) => set(name, e.currentTarget.value as V[typeof name]),
      error: wrong[name],
    }),
    /** For a field that hands over its value: Select, NumberInput … */
    value: <K extends keyof V & string>(name: K) => ({ name, value: values[name], onChange: (value: unknown) => set(name, value as V[K]), error: wrong[name] }),
    onSubmit: (e: { preventDefault(): void }) => { e.preventDefault(); submit() },
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

interface Issue { code: string; message: string; minimum?: unknown; maximum?: unknown; input?: unknown }

/** What the contract says in its own words stays; what the schema library says becomes a sentence. */
function plain(issue: Issue): string {
  if (!/^(Too small|Too big|Invalid)/.test(issue.message)) return issue.message
  if (issue.code === 'too_small') return typeof issue.minimum === 'number' && issue.minimum > 3 ? `At least ${issue.minimum}, please.` : 'Please fill this in.'
  if (issue.code === 'too_big') return `At most ${String(issue.maximum)}, please.`
  return 'This is not understood. Please write it another way.'
}
