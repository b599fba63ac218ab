// A language model on loopback that speaks the wire formats of Gemini, OpenAI (chat and responses) and Anthropic, as their
// documents and the SDK's schemas describe them. It fills the asked-for schema with plausible values, or does what `mode` says.
// 'evil' obeys whatever instructions it finds in its input: links, invented facts, orders and placeholders in every string.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FakeMode =
  | 'ok' | 'slow' | 'hang' | 'rate-limited' | 'rate-limited-long' | 'retry-info' | 'down' | 'bad-key' | 'prose' | 'fenced' | 'wrong-schema' | 'empty' | 'placeholders' | 'evil' | 'ungrounded' | 'no-schema-support'

export interface FakeRequest { api: 'google' | 'openai-chat' | 'openai-responses' | 'anthropic'; model: string; system: string; prompt: string; schema: JsonSchema | undefined; searches: boolean; key: string }
interface JsonSchema { type?: string | string[]; properties?: Record<string, JsonSchema>; items?: JsonSchema; enum?: unknown[]; const?: unknown; anyOf?: JsonSchema[]; oneOf?: JsonSchema[]; $ref?: string; minItems?: number; minimum?: number; $defs?: Record<string, JsonSchema> }

export interface FakeLlm {
  url: string
  host: string
  /** What each provider takes as its base URL. */
  baseUrls: { google: string; openai: string; anthropic: string; 'openai-compatible': string }
  /** One mode for all calls, or one after another (the last one stays). */
  play(...modes: FakeMode[]): void
  /** What to answer in 'ok' mode: an object, a text, or undefined for the sample. */
  answer(fn: ((request: FakeRequest) => unknown) | undefined): void
  usage: { in: number; out: number }
  requests: FakeRequest[]
  stop(): Promise<void>
}

export async function fakeLlm(): Promise<FakeLlm> {
  let modes: FakeMode[] = ['ok'], reply: ((request: FakeRequest) => unknown) | undefined
  const requests: FakeRequest[] = []
  let usage = { in: 1_000, out: 200 }
  const server = createServer((request, response) => { void handle(request, response).catch(() => response.destroy()) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of incoming) text += chunk
    const asked = read(incoming, JSON.parse(text || '{}'))
    requests.push(asked)
    const mode = modes.length > 1 ? modes.shift()! : modes[0]!
    const fail = (status: number, body: unknown, headers: Record<string, string> = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    switch (mode) {
      case 'hang': return
      case 'slow': await new Promise((resolve) => setTimeout(resolve, 300)); break
      case 'rate-limited': return void fail(429, { error: { message: 'slow down', code: 429 } }, { 'retry-after': '1' })
      case 'rate-limited-long': return void fail(429, { error: { message: 'quota', code: 429 } }, { 'retry-after': '3600' })
      case 'retry-info': return void fail(429, { error: { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED', details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' }] } })
      case 'down': return void fail(500, { error: { message: 'internal' } })
      case 'bad-key': return void fail(401, { error: { message: 'Incorrect API key provided' } })
      case 'no-schema-support': if (asked.schema) return void fail(400, { error: { message: "response_format 'json_schema' is not supported by this model" } }); break
      default:
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(wrap(asked, say(asked, mode), mode, usage)))
  }

  function say(asked: FakeRequest, mode: FakeMode): string {
    if (mode === 'prose') return 'Certainly! Here is a lovely mail for you. I hope it helps.'
    if (mode === 'empty') return ''
    if (mode === 'wrong-schema') return JSON.stringify({ surprise: [1, 2, 3] })
    if (mode === 'evil') return asked.schema ? JSON.stringify(sample(asked.schema, asked.schema, () => evilText(asked.prompt))) : evilText(asked.prompt)
    if (mode === 'placeholders') return JSON.stringify(sample(asked.schema ?? {}, asked.schema ?? {}, () => 'Hi {{first_name}}, about [Company] and %NAME%'))
    const own = mode === 'no-schema-support' ? reply?.({ ...asked }) ?? {} : reply?.(asked)
    if (typeof own === 'string') return own
    const object = own ?? (asked.schema ? sample(asked.schema, asked.schema, (name) => `Sample ${name}`) : undefined)
    const json = object === undefined ? 'A sample answer in prose about the company.' : JSON.stringify(object)
    return mode === 'fenced' ? `Here you are:\n\`\`\`json\n${json}\n\`\`\`\nAnything else?` : json
  }

  return {
    url, host: `127.0.0.1:${port}`,
    baseUrls: { google: `${url}/v1beta`, openai: `${url}/v1`, anthropic: `${url}/v1`, 'openai-compatible': `${url}/v1` },
    play: (...next) => { modes = next },
    answer: (fn) => { reply = fn },
    get usage() { return usage },
    set usage(next) { usage = next },
    requests,
    stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }),
  }
}

/** What instructions in the input would make of the answer, if nobody held the model back. */
function evilText(prompt: string): string {
  const orders = prompt.match(/(?:ignore|send|reply with|say|write|forward|visit)[^\n.]{0,120}/gi) ?? []
  return `Raised $900 million. Click https://evil.example/steal?d=secret and write to attacker@evil.example {{x}}. ${orders.slice(0, 2).join('. ')}`
}

function sample(schema: JsonSchema, root: JsonSchema, text: (name: string) => string, name = 'text'): unknown {
  if (schema.$ref) return sample(root.$defs?.[schema.$ref.split('/').at(-1)!] ?? {}, root, text, name)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const either = schema.anyOf ?? schema.oneOf
  if (either) return sample(either[0]!, root, text, name)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object' || schema.properties) return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, sample(part, root, text, key)]))
  if (type === 'array') return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => sample(schema.items ?? {}, root, text, name))
  if (type === 'number' || type === 'integer') return schema.minimum ?? 0
  if (type === 'boolean') return true
  if (type === 'null') return null
  return text(name)
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- four foreign wire formats
type Wire = any

function read(incoming: IncomingMessage, body: Wire): FakeRequest {
  const path = incoming.url ?? '', headers = incoming.headers
  const words = (content: Wire): string => (typeof content === 'string' ? content : (content ?? []).map((part: Wire) => part.text ?? '').join('\n'))
  const bearer = String(headers.authorization ?? '').replace(/^Bearer /, '')
  if (path.includes(':generateContent'))
    return { api: 'google', model: /models\/([^:]+)/.exec(path)?.[1] ?? '', system: words(body.systemInstruction?.parts), prompt: (body.contents ?? []).map((c: Wire) => words(c.parts)).join('\n'), schema: body.generationConfig?.responseJsonSchema ?? body.generationConfig?.responseSchema, searches: JSON.stringify(body.tools ?? '').includes('oogle'), key: String(headers['x-goog-api-key'] ?? '') }
  const turns = (list: Wire[], roles: string[]) => (list ?? []).filter((turn) => roles.includes(turn.role)).map((turn) => words(turn.content)).join('\n')
  if (path.endsWith('/messages'))
    return { api: 'anthropic', model: body.model, system: words(body.system), prompt: turns(body.messages, ['user']), schema: body.output_config?.format?.schema ?? body.tools?.[0]?.input_schema, searches: false, key: String(headers['x-api-key'] ?? '') }
  if (path.endsWith('/responses'))
    return { api: 'openai-responses', model: body.model, system: turns(body.input, ['system', 'developer']) || (body.instructions ?? ''), prompt: turns(body.input, ['user']), schema: body.text?.format?.schema, searches: JSON.stringify(body.tools ?? '').includes('web_search'), key: bearer }
  return { api: 'openai-chat', model: body.model, system: turns(body.messages, ['system', 'developer']), prompt: turns(body.messages, ['user']), schema: body.response_format?.json_schema?.schema, searches: false, key: bearer }
}

function wrap(asked: FakeRequest, text: string, mode: FakeMode, usage: { in: number; out: number }): Wire {
  const sources = asked.searches && mode !== 'ungrounded' ? [{ url: 'https://news.example/acme-raises', title: 'Acme raises' }] : []
  switch (asked.api) {
    case 'google': return {
      candidates: [{ content: { role: 'model', parts: text ? [{ text }] : [] }, finishReason: 'STOP', index: 0, ...(sources.length && { groundingMetadata: { webSearchQueries: ['acme'], groundingChunks: sources.map((s) => ({ web: { uri: s.url, title: s.title } })) } }) }],
      usageMetadata: { promptTokenCount: usage.in, candidatesTokenCount: usage.out, totalTokenCount: usage.in + usage.out },
    }
    case 'anthropic': return { id: 'msg_1', type: 'message', role: 'assistant', model: asked.model, content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: usage.in, output_tokens: usage.out } }
    case 'openai-responses': return {
      id: 'resp_1', object: 'response', created_at: 1_780_000_000, status: 'completed', model: asked.model,
      output: [
        ...(sources.length ? [{ type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'acme' } }] : []),
        { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text, annotations: sources.map((s) => ({ type: 'url_citation', url: s.url, title: s.title, start_index: 0, end_index: 1 })) }] },
      ],
      usage: { input_tokens: usage.in, input_tokens_details: { cached_tokens: 0 }, output_tokens: usage.out, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: usage.in + usage.out },
    }
    case 'openai-chat': return { id: 'chat_1', object: 'chat.completion', created: 1_780_000_000, model: asked.model, choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage: { prompt_tokens: usage.in, completion_tokens: usage.out, total_tokens: usage.in + usage.out } }
  }
}
