// OpenAPI 3.1 and a plain reference page, both made from the contract.
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Problem, type Endpoint } from '#contract/contract'
import { pathOf } from './http.ts'

type Json = Record<string, unknown>

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return JSON.parse(JSON.stringify(rest).replaceAll('#/$defs/', '#/components/schemas/')) as Json
}

export function openApi(endpoints: Endpoint[], version: string): Json {
  const schemas: Json = {}
  const lift = (schema: Json): Json => {
    const { $defs, ...rest } = schema
    Object.assign(schemas, $defs)
    return rest
  }
  const paths: Record<string, Json> = {}
  for (const e of endpoints) {
    const path = pathOf(e).replace(/:(\w+)/g, '{$1}')
    const parameters = [...fields(e.params, 'path'), ...fields(e.query, 'query')]
    if (e.repeat === 'key') parameters.push({ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 255 }, description: 'One effect for repeated requests; kept 24 hours.' })
    ;(paths[path] ??= {})[e.method.toLowerCase()] = {
      operationId: `${e.method.toLowerCase()}${path.replace(/^\/api\/v1/, '').replace(/[^a-z0-9]+(.)?/gi, (_: string, c: string | undefined) => (c ?? '').toUpperCase())}`,
      summary: e.summary,
      tags: [e.root ? 'public' : (e.path.split('/')[1] ?? '')],
      'x-permission': e.can,
      ...(e.can === 'public' ? { security: [] } : {}),
      parameters,
      ...(e.body ? { requestBody: { required: true, content: { 'application/json': { schema: lift(schemaOf(e.body, 'input')) } } } } : {}),
      responses: {
        200: { description: 'Done', ...(e.returns ? { content: { 'application/json': { schema: lift(schemaOf(e.returns, 'output')) } } } : {}) },
        default: { description: 'A sentence that says what went wrong', content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      },
    }
  }
  schemas['Problem'] = schemaOf(Problem, 'output')
  return {
    openapi: '3.1.0',
    info: { title: 'Overture', version, description: 'Everything the web app does. Lists page by cursor; writes may carry an Idempotency-Key.' },
    servers: [{ url: '/' }],
    security: [{ session: [] }],
    paths,
    components: { schemas, securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sid' } } },
  }
}

function fields(schema: z.ZodObject | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return []
  const json = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({ name, in: where, required: where === 'path' || (json.required ?? []).includes(name), schema: property }))
}

export function serveReference(app: FastifyInstance, endpoints: Endpoint[], version: string): void {
  let document: Json | undefined
  const made = () => (document ??= openApi(endpoints, version))
  app.get('/api/openapi.json', async (_request, reply) => reply.header('cache-control', 'no-store').send(made()))
  app.get('/api/docs.css', async (_request, reply) => reply.type('text/css').send(stylesheet))
  app.get('/api/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(referencePage(made())))
}

const escape = (text: unknown): string => String(text ?? '').replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

interface Operation { summary: string; tags: string[]; parameters: Json[]; requestBody?: Json; responses: Json; 'x-permission': string }

function referencePage(document: Json): string {
  const byTag = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(document['paths'] as Record<string, Record<string, Operation>>))
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? ''
      byTag.set(tag, [...(byTag.get(tag) ?? []), section(method, path, operation)])
    }
  const nav = [...byTag.keys()].map((tag) => `<li><a href="#${escape(tag)}">${escape(tag)}</a></li>`).join('')
  const body = [...byTag].map(([tag, parts]) => `<section id="${escape(tag)}"><h2>${escape(tag)}</h2>${parts.join('')}</section>`).join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Overture API</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><header><h1>Overture API</h1><p>Version ${escape((document['info'] as Json)['version'])}. The machine-readable document: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).
Lists page by <code>cursor</code>; errors are <code>{ "error": { "code", "message", "requestId" } }</code>; writes marked so honour <code>Idempotency-Key</code>.</p></header>
<nav aria-label="Rooms"><ul>${nav}</ul></nav><main>${body}</main></body></html>`
}

function section(method: string, path: string, operation: Operation): string {
  const rows = operation.parameters.map((p) => `<tr><td><code>${escape(p['name'])}</code></td><td>${escape(p['in'])}${p['required'] ? ', required' : ''}</td><td><code>${escape(brief(p['schema'] as Json))}</code></td></tr>`).join('')
  const schema = (part: Json | undefined) => (part?.['content'] as Record<string, { schema: Json }> | undefined)?.['application/json']?.schema
  const shown = (title: string, json: Json | undefined) => (json ? `<details><summary>${title}</summary><pre tabindex="0">${escape(JSON.stringify(json, null, 2))}</pre></details>` : '')
  return `<article><h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3><p>${escape(operation.summary)}. <small>Needs: ${escape(operation['x-permission'])}</small></p>
${rows ? `<table><thead><tr><th>Parameter</th><th>Where</th><th>Type</th></tr></thead><tbody>${rows}</tbody></table>` : ''}
${shown('Body', schema(operation.requestBody))}${shown('Answer', schema(operation.responses['200'] as Json))}</article>`
}

const brief = (schema: Json): string => String(schema['format'] ?? schema['type'] ?? (schema['enum'] as unknown[] | undefined)?.join(' | ') ?? 'any')

const stylesheet = `:root{color-scheme:light dark;--bg:#fafaf9;--text:#1c1b1a;--muted:#5f5b55;--line:#e4e2dd;--accent:#2f5d50}
@media (prefers-color-scheme:dark){:root{--bg:#141413;--text:#edebe7;--muted:#a8a49c;--line:#33322f;--accent:#7fc4ae}}
body{font:15px/1.55 system-ui,sans-serif;background:var(--bg);color:var(--text);max-width:60rem;margin:2rem auto;padding:0 1rem}a{color:var(--accent)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;list-style:none}article{border-top:1px solid var(--line);padding:.75rem 0}h3{font-size:1rem;margin:0}small{color:var(--muted)}
.method{display:inline-block;min-width:4rem;font-weight:650;color:var(--accent)}table{border-collapse:collapse;font-size:.9rem}td,th{text-align:left;padding:.2rem 1rem .2rem 0;border-bottom:1px solid var(--line)}pre{overflow:auto;max-height:24rem;font-size:.8rem;border:1px solid var(--line);padding:.75rem;border-radius:8px}`
